export interface Domain {
  readonly id: string
  readonly code: string
  readonly name: string
  readonly enabled: boolean
}

/** The domain's code is the routing key of a conversation. */
export const domains: readonly Domain[] = [
  { id: 'b1f1d6c2-6c1f-4a0e-8a55-3d2f1e0c9a01', code: 'support', name: 'Customer support', enabled: true },
  { id: 'b1f1d6c2-6c1f-4a0e-8a55-3d2f1e0c9a02', code: 'sales', name: 'Sales', enabled: true },
  { id: 'b1f1d6c2-6c1f-4a0e-8a55-3d2f1e0c9a03', code: 'archive', name: 'Archive', enabled: false },
]

export function findDomain(code: string): Domain | undefined {
  return domains.find((domain) => domain.enabled && domain.code === code)
}
