/** What a client of the sandbox is configured with. The sandbox knows one org with one of each. */
export const salesforceSandboxCredentials = {
  /** 15 characters; the 18-character form is accepted where Salesforce accepts it. */
  orgId: '00DSB0000001Kqx',
  /** The Embedded Service deployment's developer name. */
  deployment: 'Conversation_Hub_Web',
  clientId: '3MVG9sandboxConsumerKey',
  clientSecret: 'sandbox-consumer-secret',
  /** The integration user, as the `sub` of a JWT bearer assertion. */
  username: 'integration@sandbox.example',
  /** The Agentforce agent. */
  agentId: '0XxSB0000000001AAA',
  /** The ConversationChannelDefinition's developer name, for BYOC. */
  byocChannel: 'Conversation_Hub_Channel',
  /** The BYOC channel's address. */
  byocAddress: 'conversation-hub-sandbox',
  /** The fields of the platform event that say what happened, and to what. */
  byocEventTypeField: 'EventType__c',
  byocPayloadField: 'Payload__c',
  /** Where the bot gives conversations on to, when a BYOC partner routes. */
  transferQueueId: '00GSB0000000007AAA',
  transferFlowId: '300SB0000000007AAA',
  /** The platform event Salesforce publishes to a BYOC partner. */
  byocEvent: 'Conversation_Hub_Event__e',
} as const
