/** How the two platforms' sandboxes differ in what a customer and an agent see. */
export const platforms = [
  {
    name: 'Salesforce',
    sandbox: 'salesforce',
    resourceId: 'salesforce-web',
    greeting: 'Hello! I am Astro. How can I help you today?',
    toGetChoices: ['menu'],
    hasJoined: 'Alex joined',
    aboutTheOrder: 'Order 1042 left our warehouse this morning. It arrives tomorrow.',
    /** The demo page gives no name, and Salesforce then knows a guest. */
    customerAtDesk: (_customer: string) => 'Guest',
    showsAgentsTyping: true,
    recognisesRepeats: true,
  },
  {
    name: 'Amelia',
    sandbox: 'amelia',
    resourceId: 'amelia-web',
    greeting: 'Hello! I am Amelia, your virtual agent.',
    toGetChoices: [],
    /** In Amelia's own words; the chat does not say it a second time. */
    hasJoined: 'Alex has joined the conversation.',
    aboutTheOrder: 'What is your order number?',
    customerAtDesk: (customer: string) => customer,
    /** The gateway has no call for it. */
    showsAgentsTyping: false,
    /** A kill between the handing out of an echo and its writing sends the message again (docs/contract.md). */
    recognisesRepeats: false,
  },
] as const
