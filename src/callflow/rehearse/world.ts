import type { DocumentId } from '../design/kind.ts'
import type { DesignSnapshot } from '../design/snapshot.ts'
import { toldHow } from '../numbering/emergency-notice.ts'
import { levelOf, mayBeAsked, nextAskMs, whoIsAsked } from '../scripts/agents-asked.ts'
import { agentWrites, takesQueueCalls } from '../scripts/agent-state.ts'
import type {
  DialLeg,
  DriverOperation,
  FreeAgent,
  KeptSound,
  MailboxMessage,
  OperationOf,
  OperationResult,
  ResultOf,
  StateKey,
  StateValue,
} from '../run/operation.ts'
import { PinTries, tryPin } from '../run/pin-tries.ts'
import { VirtualMailboxes } from './virtual-mailboxes.ts'
import { isAsked, type KnownKind } from './asked.ts'

/** How the rehearsed world differs from a fresh one: everything is optional. */
export interface WorldSetup {
  readonly state?: readonly { readonly key: StateKey; readonly value: StateValue }[]
  readonly mailboxes?: readonly {
    readonly mailboxId: DocumentId
    readonly newMessages: number
    readonly savedMessages: number
  }[]
  /** Greetings and names that were recorded by phone before the call. */
  readonly kept?: readonly KeptSound[]
  /** Agents who are not logged in. Everybody else listed in a queue is ready. */
  readonly agentsAway?: readonly DocumentId[]
  /** Agents who are logged in and on another call, or busy after one. */
  readonly agentsBusy?: readonly DocumentId[]
  /** Who is in conference rooms already. */
  readonly conferences?: readonly {
    readonly conferenceId: DocumentId
    readonly members: number
    readonly moderators: number
  }[]
  /** Callers already waiting, per queue. */
  readonly waiting?: readonly {
    readonly queueId: DocumentId
    readonly callers: number
    /** How long those served before waited; that is how long it takes from here, too. */
    readonly averageWaitMs?: number
  }[]
  /** Who is to be called back already, by the number as it will be called. */
  readonly callbacks?: readonly { readonly queueId: DocumentId; readonly number: string }[]
  /** Phones that emergency services were called from before this call, and how long before: they are called back (`emergency-call-back.ts`). */
  readonly calledForHelp?: readonly { readonly deviceId: DocumentId; readonly agoMs: number }[]
  /** Wrong PINs keyed within the hour before this call, at whatever asks for one: by this caller and by others, each of whom keyed one. */
  readonly wrongPins?: { readonly byCaller?: number; readonly byOthers?: number }
}

export interface SavedMessage {
  readonly messageId: string
  readonly mailboxId: DocumentId
  readonly durationMs: number
  readonly callerName: string
  readonly callerNumber: string
}

export interface MissedCallAlert {
  readonly emails: readonly string[]
  readonly userIds: readonly DocumentId[]
}

interface VirtualAgent {
  isBusy: boolean
  wrapUpUntilMs: number
  idleSinceMs: number
  lastOfferedMs: number
}

/** The telephone world of a rehearsal: mailboxes, runtime state, queues and dice, all virtual. Lives as long as one run. */
export class VirtualWorld {
  readonly messages: SavedMessage[] = []
  callerIsGone = false
  /** Who calls, where it is one of us, until the call is over: they are free for no other. */
  callerUserId: DocumentId | undefined
  readonly #design: DesignSnapshot
  readonly #startMs: number
  readonly #setup: WorldSetup
  readonly #state = new Map<string, StateValue>()
  readonly #mailboxes: VirtualMailboxes
  readonly #agents = new Map<DocumentId, VirtualAgent>()
  readonly #random: () => number
  readonly #pinTries = new PinTries()
  readonly #pinsAsked = new Set<DocumentId>()
  readonly #callbacks = new Set<string>()
  #nowMs: number
  #recordings = 0
  #isRecording = false
  #isAnswered = false
  readonly #missedCallAlerts: MissedCallAlert[] = []
  #hasTalked = false
  /** The queues in whose line the call stands, since when, and what it needs of agents there. */
  readonly #inLine = new Map<DocumentId, { readonly skills: readonly string[]; readonly joinedMs: number }>()
  #answeredLeg: DialLeg | undefined

  constructor(about: {
    readonly design: DesignSnapshot
    readonly startMs: number
    readonly seed: number
    readonly setup: WorldSetup
  }) {
    this.#design = about.design
    this.#startMs = about.startMs
    this.#nowMs = about.startMs
    this.#setup = about.setup
    for (const { queueId, number } of about.setup.callbacks ?? []) this.#callbacks.add(`${queueId} ${number}`)
    this.#random = dice(about.seed)
    for (const { key, value } of about.setup.state ?? []) this.#state.set(keyText(key), value)
    this.#mailboxes = new VirtualMailboxes(about)
  }

  /** Epoch ms of the rehearsed moment. */
  get nowMs(): number {
    return this.#nowMs
  }

  get isRecording(): boolean {
    return this.#isRecording
  }

  /** Who would be told by mail if the call ended now: nobody once somebody talked or a message was left. */
  get missedCallAlerts(): readonly MissedCallAlert[] {
    return this.#hasTalked || this.messages.length > 0 ? [] : this.#missedCallAlerts
  }

  readState(key: StateKey): StateValue | undefined {
    return this.#state.get(keyText(key))
  }

  /** Messages of a box, oldest first. */
  messagesOf(mailboxId: DocumentId): readonly MailboxMessage[] {
    return this.#mailboxes.list(mailboxId)
  }

  /** Undefined once it was deleted. */
  findMessage(messageId: string): MailboxMessage | undefined {
    return this.#mailboxes.find(messageId)
  }

  /** Whether somebody recorded it by phone during this call, or the set-up says so. */
  isKept(what: KeptSound): boolean {
    return this.#mailboxes.isKept(what)
  }

  /** A fresh name for what the caller says next. */
  nextRecordingId(): string {
    return `recording-${this.#recordings + 1}`
  }

  /** Agents logged in to a queue and not on a call. */
  freeAgents(queueId: DocumentId): readonly FreeAgent[] {
    return this.#loggedIn(queueId)
      .filter((agentId) => agentId !== this.callerUserId || this.callerIsGone)
      .filter((agentId) => !this.#agent(agentId).isBusy && this.#agent(agentId).wrapUpUntilMs <= this.#nowMs)
      .map((agentId) => {
        const { idleSinceMs, lastOfferedMs } = this.#agent(agentId)
        const level = levelOf(this.#design, agentId)
        return { agentId, idleSinceMs, lastOfferedMs, ...(level > 1 ? { level } : {}) }
      })
  }

  /** Who of them is asked for the call that stands in line, and when: not before so long from now, by which time it may take agents it would not take at once. */
  agentsAsked(
    queueId: DocumentId,
    afterMs: number,
  ): { readonly agents: readonly FreeAgent[]; readonly afterMs: number } {
    const queue = this.#design.find('queue', queueId)
    const { skills = [], joinedMs = this.#nowMs } = this.#inLine.get(queueId) ?? {}
    const free = this.freeAgents(queueId)
    if (!queue || free.length === 0) return { agents: [], afterMs }
    const beforeMs = this.#nowMs - joinedMs
    let waitedMs: number | undefined = beforeMs + afterMs
    while (waitedMs !== undefined) {
      const wish = { skills, waitedMs }
      const isAgentAsked = whoIsAsked(this.#design, queue, wish, this.#loggedIn(queueId))
      const agents = free.filter(({ agentId }) => isAgentAsked(agentId))
      if (agents.length > 0) return { agents, afterMs: waitedMs - beforeMs }
      waitedMs = nextAskMs(this.#design, queue, wish)
    }
    return { agents: [], afterMs }
  }

  /** How many are in a conference room. */
  inConference(conferenceId: DocumentId): { readonly members: number; readonly moderators: number } {
    return this.#setup.conferences?.find((each) => each.conferenceId === conferenceId) ?? { members: 0, moderators: 0 }
  }

  /** The leg that the last dial was answered by. */
  get answeredLeg(): DialLeg | undefined {
    return this.#answeredLeg
  }

  /** Learns from a result a person chose. */
  observe(operation: DriverOperation, result: OperationResult): void {
    if (operation.kind === 'record') this.#recordings++
    if (operation.kind !== 'dial' || !('legIndex' in result)) return
    this.#isAnswered = true
    this.#answeredLeg = operation.legs[result.legIndex]
  }

  /** The answer to an operation that needs nobody's decision; undefined when somebody has to choose. */
  perform(operation: DriverOperation, atMs: number): { result: OperationResult; durationMs: number } | undefined {
    this.#nowMs = this.#startMs + atMs
    if (operation.kind === 'talk') this.#hasTalked = true
    if (operation.kind === 'talk' || operation.kind === 'answer') this.#isAnswered = true
    if (isAsked(operation)) return undefined
    const result = this.#know(operation as OperationOf<KnownKind>) // all that are not asked
    return { result, durationMs: operation.kind === 'wait' ? operation.durationMs : 0 }
  }

  #know<K extends KnownKind>(operation: OperationOf<K>): ResultOf<K> {
    const know = VirtualWorld.#known[operation.kind] as Known[K] // the table has each kind in its place
    return know(this, operation)
  }

  static readonly #known: Known = {
    answer: () => ({}),
    wait: () => ({}),
    'discard-recording': () => ({}),
    'start-recording': (world, { startsOn }) => world.#startRecording(startsOn),
    'stop-recording': (world) => world.#stopRecording(),
    'read-mailbox': (world, { mailboxId }) => world.#mailboxes.read(mailboxId),
    'save-message': (world, operation) => world.#save(operation, world.#nowMs),
    'list-messages': (world, { mailboxId }) => ({ messages: world.messagesOf(mailboxId) }),
    'update-message': (world, operation) => world.#mailboxes.update(operation),
    'keep-recording': (world, { as }) => {
      world.#mailboxes.keep(as)
      return { outcome: 'kept' }
    },
    'forget-kept': (world, { what }) => {
      world.#mailboxes.forget(what)
      return { outcome: 'done' }
    },
    'publish-mwi': () => ({ outcome: 'published' }),
    'publish-presence': () => ({ outcome: 'published' }),
    'send-missed-call': (world, { emails, userIds }) => {
      world.#missedCallAlerts.push({ emails, userIds })
      return { outcome: 'armed' }
    },
    'tell-of-emergency': (world, { emails }) => toldHow(world.#design, emails),
    'join-queue': (world, operation) => world.#join(operation),
    'report-agents': (world, operation) => {
      world.#report(operation, world.#nowMs)
      return {}
    },
    'leave-queue': (world, { queueId }) => {
      world.#inLine.delete(queueId)
      return {}
    },
    'read-queue': (world, operation) => world.#readQueue(operation),
    'request-callback': (world, { queueId, number }) => {
      const key = `${queueId} ${number}`
      if (world.#callbacks.has(key)) return { outcome: 'already-asked' }
      world.#callbacks.add(key)
      return { outcome: 'kept' }
    },
    'report-callback': () => ({}),
    'become-caller': () => ({}),
    'set-agent': (world, operation) => world.#setAgent(operation),
    'read-state': (world, { keys }) => ({ values: keys.map((key) => world.readState(key)) }),
    'write-state': (world, { key, value }) => {
      world.#write(key, value)
      return {}
    },
    'pin-try': (world, operation) => world.#tryPin(operation, world.#nowMs),
    now: (world) => ({ epochMs: world.#nowMs, steadyMs: world.#nowMs }),
    random: (world, { count }) => ({ values: Array.from({ length: count }, () => world.#random()) }),
  }

  #startRecording(startsOn: OperationOf<'start-recording'>['startsOn']): ResultOf<'start-recording'> {
    const isReady = startsOn === 'now' || (startsOn === 'answer' && this.#isAnswered)
    const outcome = this.#isRecording ? 'already-running' : isReady ? 'started' : 'waiting'
    this.#isRecording = true
    return { outcome }
  }

  #stopRecording(): ResultOf<'stop-recording'> {
    const outcome = this.#isRecording ? 'stopped' : 'not-running'
    this.#isRecording = false
    return { outcome }
  }

  #save(operation: DriverOperation & { kind: 'save-message' }, nowMs: number): ResultOf<'save-message'> {
    const messageId = `message-${this.messages.length + 1}`
    const { mailboxId, durationMs, callerName, callerNumber } = operation
    const message = { messageId, durationMs, callerName, callerNumber }
    if (!this.#mailboxes.add(mailboxId, { ...message, isNew: true, receivedMs: nowMs })) return { outcome: 'full' }
    this.messages.push({ ...message, mailboxId })
    return { outcome: 'saved', messageId }
  }

  #join({ queueId, maxCallers, skills = [] }: DriverOperation & { kind: 'join-queue' }): ResultOf<'join-queue'> {
    const ahead = this.#setup.waiting?.find((each) => each.queueId === queueId)?.callers ?? 0
    if (maxCallers > 0 && ahead >= maxCallers) return { outcome: 'full' }
    this.#inLine.set(queueId, { skills, joinedMs: this.#nowMs })
    return { outcome: 'joined', ticket: `ticket-${queueId}`, position: ahead + 1 }
  }

  #setAgent(operation: DriverOperation & { kind: 'set-agent' }): ResultOf<'set-agent'> {
    const { agentId, queueId } = operation
    const queues = this.#design.list('queue').filter(({ id }) => queueId === undefined || id === queueId)
    if (!queues.some(({ agentIds }) => agentIds.includes(agentId))) return { outcome: 'not-an-agent' }
    for (const { key, value } of agentWrites(operation, this.#nowMs)) this.#write(key, value)
    return { outcome: 'done' }
  }

  #write(key: StateKey, value: StateValue | undefined): void {
    if (value === undefined) this.#state.delete(keyText(key))
    else this.#state.set(keyText(key), value)
  }

  /** The same counts as on live calls, of one caller. */
  #tryPin({ of, outcome, byOwner }: DriverOperation & { kind: 'pin-try' }, nowMs: number): ResultOf<'pin-try'> {
    const by = { key: 'caller', isInside: false, isOwner: byOwner }
    if (!this.#pinsAsked.has(of.id)) {
      this.#pinsAsked.add(of.id)
      const { byCaller = 0, byOthers = 0 } = this.#setup.wrongPins ?? {}
      for (let made = 0; made < byOthers; made++)
        this.#pinTries.wrong(of, { key: `other ${made}`, isInside: false, isOwner: false }, this.#startMs)
      for (let made = 0; made < byCaller; made++) this.#pinTries.wrong(of, by, this.#startMs)
    }
    return tryPin(this.#pinTries, { of, outcome, by }, nowMs)
  }

  #readQueue({ queueId, ticket, skills }: DriverOperation & { kind: 'read-queue' }): ResultOf<'read-queue'> {
    const queue = this.#design.find('queue', queueId)
    const needed = (ticket === undefined ? skills : this.#inLine.get(queueId)?.skills) ?? []
    const counts = (agentId: DocumentId) => queue !== undefined && mayBeAsked(this.#design, queue, agentId, needed)
    const loggedIn = this.#loggedIn(queueId).filter(counts)
    const agentsReady = this.freeAgents(queueId).filter(({ agentId }) => counts(agentId)).length
    const listed = queue?.agentIds.filter(counts).length ?? 0
    const line = this.#setup.waiting?.find((each) => each.queueId === queueId)
    return {
      ...(line?.averageWaitMs === undefined ? {} : { averageWaitMs: line.averageWaitMs }),
      ...(ticket === undefined ? {} : { position: (line?.callers ?? 0) + 1 }),
      ...(ticket === undefined || loggedIn.length === 0 || line?.averageWaitMs === undefined
        ? {}
        : { expectedWaitMs: line.averageWaitMs }),
      waiting: (line?.callers ?? 0) + (this.#inLine.has(queueId) ? 1 : 0),
      agentsReady,
      agentsBusy: loggedIn.length - agentsReady,
      agentsAway: listed - loggedIn.length,
    }
  }

  #report({ queueId, agentIds, outcome }: DriverOperation & { kind: 'report-agents' }, nowMs: number): void {
    const wrapUpMs = (this.#design.find('queue', queueId)?.wrapUpSec ?? 0) * 1_000
    for (const agent of agentIds.map((agentId) => this.#agent(agentId))) {
      agent.isBusy = outcome === 'answered' || outcome === 'ringing'
      if (outcome === 'ringing') agent.lastOfferedMs = nowMs
      if (outcome !== 'finished') continue
      agent.idleSinceMs = nowMs
      agent.wrapUpUntilMs = nowMs + wrapUpMs
    }
  }

  #loggedIn(queueId: DocumentId): readonly DocumentId[] {
    const away = new Set(this.#setup.agentsAway)
    return (this.#design.find('queue', queueId)?.agentIds ?? []).filter(
      (agentId) =>
        !away.has(agentId) && takesQueueCalls((key) => this.readState(key), { agentId, queueId }, this.#nowMs),
    )
  }

  #agent(agentId: DocumentId): VirtualAgent {
    const known = this.#agents.get(agentId)
    if (known) return known
    const isBusy = this.#setup.agentsBusy?.includes(agentId) ?? false
    const fresh = { isBusy, idleSinceMs: 0, lastOfferedMs: 0, wrapUpUntilMs: 0 }
    this.#agents.set(agentId, fresh)
    return fresh
  }
}

type Known = { readonly [K in KnownKind]: (world: VirtualWorld, operation: OperationOf<K>) => ResultOf<K> }

const keyText = ({ scope, id, name }: StateKey) => `${scope}/${id}/${name}`

/** Repeatable numbers in [0, 1): a 32-bit mixing generator, good enough to shuffle phones. */
function dice(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 16), 0x85ebca6b)
    mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
    return ((mixed ^ (mixed >>> 16)) >>> 0) / 2 ** 32
  }
}
