import { describe, expect, expectTypeOf, it } from 'vitest'
import { resourceBindings } from './resource-bindings'

const profiles = {
  development: { support: 'chat-dev', alerts: 'sms-dev' },
  production: { support: 'chat-live', alerts: 'sms-live' },
}

describe('resource bindings', () => {
  it('give each name the resource of the environment', () => {
    const resources = resourceBindings(profiles, 'production')
    expect(resources.support).toBe('chat-live')
    expect(resourceBindings(profiles, 'development').alerts).toBe('sms-dev')
    expectTypeOf(resources).not.toHaveProperty('sales')
    expect(resources).not.toHaveProperty('sales')
  })

  it('offer only the names that every environment binds', () => {
    const uneven = { qa: { support: 'chat-qa' }, production: { support: 'chat-live', alerts: 'sms-live' } }
    const resources = resourceBindings(uneven, 'production')
    expectTypeOf(resources).toHaveProperty('support')
    expectTypeOf(resources).not.toHaveProperty('alerts')
    expect(resources).toHaveProperty('alerts', 'sms-live')
    expect(() => resourceBindings(uneven, 'qa')).toThrow('profiles.qa does not bind alerts')
  })

  it.each(['qa', 'toString'])('of the profile %j are missing', (name) => {
    expect(() => resourceBindings(profiles, name)).toThrow('(there are: development, production)')
  })
})
