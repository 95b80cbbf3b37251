/** The objects of the org: their id prefix, their fields, and what must be given to create one. */
export interface ObjectType {
  readonly prefix: string
  readonly fields: readonly string[]
  readonly required: readonly string[]
}

const OBJECTS: Readonly<Record<string, ObjectType>> = {
  Contact: {
    prefix: '003',
    fields: ['FirstName', 'LastName', 'Name', 'Email', 'Phone', 'MobilePhone', 'AccountId', 'Description'],
    required: ['LastName'],
  },
  Account: { prefix: '001', fields: ['Name', 'Phone', 'AccountNumber'], required: ['Name'] },
  Lead: {
    prefix: '00Q',
    fields: ['FirstName', 'LastName', 'Company', 'Email', 'Phone', 'MobilePhone', 'LeadSource'],
    required: ['LastName', 'Company'],
  },
  Case: {
    prefix: '500',
    fields: [
      'Subject',
      'Description',
      'Status',
      'Origin',
      'Priority',
      'ContactId',
      'AccountId',
      'SuppliedEmail',
    ],
    required: [],
  },
  BotVersion: {
    prefix: '0X9',
    fields: ['BotDefinitionId', 'Status', 'VersionNumber', 'DeveloperName'],
    required: ['BotDefinitionId'],
  },
  Conversation: {
    prefix: '0dw',
    fields: ['ConversationIdentifier', 'ConversationChannelId', 'StartTime', 'EndTime'],
    required: [],
  },
  MessagingSession: {
    prefix: '0Mw',
    fields: [
      'Status',
      'ConversationId',
      'MessagingEndUserId',
      'MessagingChannelId',
      'CaseId',
      'AgentType',
      'Origin',
      'AcceptTime',
      'StartTime',
      'EndTime',
      'ChannelType',
    ],
    required: [],
  },
  MessagingEndUser: {
    prefix: '0PA',
    fields: [
      'MessagingPlatformKey',
      'MessageType',
      'MessagingChannelId',
      'ContactId',
      'AccountId',
      'MessagingConsentStatus',
      'Name',
    ],
    required: [],
  },
  MessagingChannel: {
    prefix: '0Mj',
    fields: ['ChannelAddressIdentifier', 'MessageType', 'MasterLabel', 'DeveloperName', 'IsActive'],
    required: [],
  },
}

const EVERY_OBJECT_HAS = ['Id', 'CreatedDate', 'LastModifiedDate']

/** Names of objects and fields are case-insensitive in Salesforce. */
export function findObject(name: string): { name: string; type: ObjectType } | undefined {
  const found = Object.entries(OBJECTS).find(([known]) => known.toLowerCase() === name.toLowerCase())
  return found === undefined ? undefined : { name: found[0], type: found[1] }
}

/** The field's proper name. Custom fields (`__c`) are whatever the admin added, so all of them exist. */
export function findField(type: ObjectType, name: string): string | undefined {
  if (name.toLowerCase().endsWith('__c')) return name
  return [...EVERY_OBJECT_HAS, ...type.fields].find((known) => known.toLowerCase() === name.toLowerCase())
}
