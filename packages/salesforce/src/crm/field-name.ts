import { z } from 'zod'

/** The API name of an object or field, or of a field of a related record (`Account.Name`). */
export const fieldName = z
  .string()
  .regex(/^[A-Za-z]\w*(\.[A-Za-z]\w*)*$/, 'must be the API name of a field, for example "Email" or "Key__c"')
