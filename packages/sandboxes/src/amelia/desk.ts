import { type AgentAction, type Desk, type DeskConversation, DeskRefusal } from '../desk/desk'
import { offer } from './message/form'
import { agentEcho, ameliaMessage } from './message/say'
import { agentEnds, agentJoins, agentLeaves, canBeJoined } from './script/escalation'
import { ask } from './script/forms'
import { file, unheardOf } from './script/kinds'
import { tell } from './script/scene'
import type { Stage } from './stage/stage'
import type { AmeliaSwitches } from './switches'
import type { Conversation, Phase, Step } from './world/conversation'
import { deskLine } from './world/transcript'
import type { World } from './world/world'

interface DeskParts {
  readonly world: World
  readonly stage: Stage
  switches(): AmeliaSwitches
  watch(listener: (conversationId: string) => void): () => void
}

const defaultAgent = 'Alex'

/** The agent desk: what a person there sees and does. */
export function ameliaDesk({ world, stage, switches, watch }: DeskParts): Desk {
  return {
    title: 'Amelia',
    colour: '#5b2a86',
    conversations: () =>
      [...world.conversations.values()].map((conversation) => deskConversation(world, conversation)),
    conversation(conversationId) {
      const conversation = world.conversations.get(conversationId)
      if (conversation === undefined) return undefined
      return {
        ...deskConversation(world, conversation),
        transcript: world.transcripts.of(conversationId).map(deskLine),
      }
    },
    agent(conversationId, action) {
      const conversation = world.conversations.get(conversationId)
      if (conversation === undefined) throw new DeskRefusal('No such conversation.')
      const steps = stepsOf(stage, conversation, action, switches())
      stage.tellNow(conversationId, steps)
    },
    watch,
  }
}

function stepsOf(
  stage: Stage,
  conversation: Conversation,
  action: AgentAction,
  switches: AmeliaSwitches,
): Step[] {
  if (action.action === 'join') {
    if (!canBeJoined(conversation))
      throw new DeskRefusal(`Nobody can join: the phase is ${conversation.phase.name}.`)
    return agentJoins(action.name ?? defaultAgent, false)
  }
  const { phase } = conversation
  if (phase.name !== 'agent') throw new DeskRefusal('Join the conversation first.')
  switch (action.action) {
    case 'say':
      return [{ kind: 'tell', draft: agentEcho(phase.agent, action.text) }]
    case 'offer':
      return [ask(stage.scene(conversation), offer(action.text, action.titles))]
    case 'attach':
      return [tell(file())]
    case 'send-unknown':
      return [tell(unheardOf())]
    case 'typing':
      return switches.agentTyping === 'sent' ? [agentTypes(phase.agent, action.typing)] : []
    case 'leave':
      return agentLeaves(stage.scene(conversation), phase.agent)
    case 'end':
      return agentEnds(phase.agent)
  }
}

function agentTypes(name: string, typing: boolean): Step {
  const fields = { typing }
  const draft = ameliaMessage('OutboundUserActivityMessage', null, {
    source: 'Agent',
    displayName: name,
    inputEnabled: true,
    fields,
  })
  return { kind: 'tell', draft }
}

function deskConversation(world: World, conversation: Conversation): DeskConversation {
  const { conversationId, attributes, variables, phase, openedAt, customerTyping } = conversation
  const startedAt = new Date(openedAt).toISOString()
  const customer = attributes.customerIdentifier ?? attributes.name ?? variables.name ?? conversationId
  return {
    conversationId,
    customer,
    state: stateOf(phase),
    ...(phase.name === 'agent' ? { agent: phase.agent } : {}),
    startedAt,
    updatedAt: new Date(world.transcripts.of(conversationId).at(-1)?.at ?? openedAt).toISOString(),
    customerTyping,
  }
}

function stateOf(phase: Phase): DeskConversation['state'] {
  switch (phase.name) {
    case 'amelia':
    case 'closing':
      return 'with-bot'
    case 'waiting':
      return 'waiting'
    case 'agent':
      return 'with-agent'
    case 'closed':
      return 'ended'
  }
}
