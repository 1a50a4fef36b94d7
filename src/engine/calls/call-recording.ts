import { access, open, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { hiddenBy } from '../../callflow/numbering/caller-id.ts'
import type { OperationOf, RecordingOrder, RecordingOutcome } from '../../callflow/run/operation.ts'
import { recordingAddress } from '../../callflow/run/recording-address.ts'
import type { LiveCall } from '../control/contract.ts'
import type { Recording } from '../media/media-engine.ts'
import { PARTIAL } from '../state/files.ts'
import type { RecordingNote } from '../state/spool.ts'
import type { Call } from './call.ts'
import { orGone } from './line.ts'
import { Listeners } from './listeners.ts'

const MAX_LABEL = 40
/** Of one call, before a name is taken that another may have. */
const MOST_PARTS = 1_000

/** What the account's "record every call" asks for. */
const everyCall: RecordingOrder = {
  label: 'all',
  mediaName: '',
  format: 'wav',
  maxDurationMs: 4 * 3_600_000,
  minDurationMs: 0,
  url: '',
  method: 'put',
  sampleRateHz: 8_000,
  startsOn: 'now',
  followsTransfer: true,
}

/** What somebody asks for in the middle of a conversation. */
const onDemand: RecordingOrder = { ...everyCall, label: 'on-demand' }

/** What another start has to know of a recording, should this one be killed: plain data. */
export interface KeptRecording {
  readonly order: RecordingOrder
  readonly isPaused: boolean
  /** When it began, by the clock on the wall; null while it waits for what it starts on. */
  readonly beganAtMs: number | null
  /** The step that asked for it. */
  readonly nodeId: string
}

/** The recording of a whole call, both sides, beside whatever the flow does (M44). At most one at a time, waiting ones included. */
export class CallRecording {
  readonly #call: Call
  #order: RecordingOrder | undefined
  #running: Recording | undefined
  #isWaiting = false
  #isPaused = false
  #nodeId = ''
  #count = 0
  #beganAtMs: number | null = null
  #fileName = ''
  readonly #changed = new Listeners<[]>()

  constructor(call: Call) {
    this.#call = call
  }

  async start(order: RecordingOrder, nodeId = this.#call.nodeId): Promise<RecordingOutcome> {
    if (this.#order) return { outcome: 'already-running' }
    const { caller, world } = this.#call
    if (!world.disk.allows('recording')) return { outcome: 'no-space' }
    this.#order = order
    this.#nodeId = nodeId
    this.#isWaiting =
      (order.startsOn === 'answer' && !caller.isAnswered) || (order.startsOn === 'bridge' && !this.#call.isTalking)
    if (this.#isWaiting) {
      this.#changed.tell()
      return { outcome: 'waiting' }
    }
    try {
      await this.#begin(order)
    } catch (error) {
      this.#order = undefined
      throw error
    }
    return { outcome: 'started' }
  }

  /** Somebody asked for it in the middle of a conversation. */
  get isOnDemand(): boolean {
    return this.#order?.label === onDemand.label
  }

  async startOnDemand(): Promise<RecordingOutcome> {
    this.#nodeId = this.#call.nodeId
    this.#tell({ kind: 'start-recording', ...onDemand })
    const result = await this.start(onDemand)
    this.#say(result)
    return result
  }

  /** Whoever began it. */
  stopOnDemand(): void {
    this.#tell({ kind: 'stop-recording' })
    const result = this.stop()
    const atMs = this.#call.elapsedMs()
    this.#call.observe({ atMs, kind: 'result', nodeId: this.#call.nodeId, operation: 'stop-recording', result })
  }

  /** As those who watch the call see it. */
  get state(): LiveCall['recording'] {
    if (!this.#order) return 'off'
    if (this.#isWaiting) return 'waiting'
    return this.#isPaused ? 'paused' : 'on'
  }

  /** Silence is recorded for now, and what is said again later: card numbers are nobody's business. False when nothing is recorded. */
  pause(isPaused: boolean): boolean {
    if (!this.#running) return false
    if (this.#isPaused === isPaused) return true
    this.#isPaused = isPaused
    this.#running.pause(isPaused)
    this.#hasChanged()
    this.#say({ outcome: isPaused ? 'paused' : 'resumed' })
    return true
  }

  /** Undefined: nothing is recorded, and nothing is going to be. */
  get kept(): KeptRecording | undefined {
    const order = this.#order
    if (!order) return undefined
    return { order, isPaused: this.#isPaused, beganAtMs: this.#beganAtMs, nodeId: this.#nodeId }
  }

  /** `kept` is another. */
  onChanged(listener: () => void): () => void {
    return this.#changed.add(listener)
  }

  /** As it was when the engine was killed: what was recorded then is kept, the rest is a file of its own, as long as is left and as short as may be. */
  goOn({ order, isPaused, beganAtMs, nodeId }: KeptRecording): void {
    const soFarMs = beganAtMs === null ? 0 : Math.max(0, this.#call.world.clock.wall() - beganAtMs)
    const maxDurationMs = order.maxDurationMs - soFarMs
    if (maxDurationMs <= 0) return
    const minDurationMs = Math.max(0, order.minDurationMs - soFarMs)
    const rest = beganAtMs === null ? order : { ...order, maxDurationMs, minDurationMs, startsOn: 'now' as const }
    this.#isPaused = isPaused
    this.start(rest, nodeId).then(
      (result) => {
        if (result.outcome === 'started')
          this.#tell({ kind: 'note', message: `The recording goes on in ${this.#fileName}.` }, nodeId)
        this.#say(result)
      },
      (error: unknown) => this.#couldNotStart(error),
    )
  }

  /** What the account asks for. That it could not be done goes to the trace and to the log: somebody may be bound by law to record. */
  startForEveryCall(): void {
    this.start(everyCall).then(
      (result) => this.#say(result),
      (error: unknown) => this.#couldNotStart(error),
    )
  }

  #couldNotStart(error: unknown): void {
    if (this.#call.caller.isGone) return
    this.#say({ outcome: 'failed' })
    this.#logError(error)
  }

  /** The caller was answered, or people talk now: what a waiting recording waits for. */
  reached(what: 'answer' | 'bridge'): void {
    const order = this.#order
    if (!order || !this.#isWaiting || order.startsOn !== what) return
    this.#isWaiting = false
    this.#begin(order).then(
      () => {
        if (this.#order === order) this.#say({ outcome: 'started' })
      },
      (error: unknown) => {
        if (this.#order === order) this.#order = undefined
        this.#couldNotStart(error)
      },
    )
  }

  /** The first conversation is over; whatever follows is a transfer. */
  conversationEnded(): void {
    if (this.#running && this.#order?.followsTransfer === false) this.stop()
  }

  /** The caller's place is another's now: what follows is a recording of its own. */
  moved(): void {
    const order = this.#order
    if (!this.#running || !order) return
    const isPaused = this.#isPaused
    this.stop()
    this.#isPaused = isPaused
    if (order.followsTransfer)
      this.start({ ...order, startsOn: 'now' }).catch((error: unknown) => this.#logError(error))
  }

  stop(): { readonly outcome: 'stopped' | 'not-running' } {
    if (!this.#order) return { outcome: 'not-running' }
    this.#running?.stop()
    this.#over()
    return { outcome: 'stopped' }
  }

  #over(): void {
    this.#running = undefined
    this.#order = undefined
    this.#isPaused = false
    this.#beganAtMs = null
    this.#hasChanged()
  }

  #hasChanged(): void {
    this.#call.announce()
    this.#changed.tell()
  }

  get #container(): 'wav' | 'opus' {
    return this.#call.design.account?.recordingForm.startsWith('opus') ? 'opus' : 'wav'
  }

  async #begin(order: RecordingOrder): Promise<void> {
    const { caller, world } = this.#call
    const { stream } = await orGone(caller, caller.open())
    if (this.#order !== order) return // stopped meanwhile
    const name = await this.#newName(order)
    const path = join(world.folders.recordings, name)
    if (this.#order !== order || caller.isGone) {
      await rm(path + PARTIAL, { force: true })
      return
    }
    const { maxDurationMs, sampleRateHz } = order
    const noteId = world.newId()
    world.spool.note(noteId, this.#noteOf(order, name))
    const recording = world.media.recordJoined(stream, {
      path: path + PARTIAL,
      maxDurationMs,
      sampleRateHz,
      container: this.#container,
      sides: this.#call.design.account?.recordingForm.endsWith('-apart') ? 'apart' : 'mixed',
    })
    this.#running = recording
    this.#fileName = name
    this.#beganAtMs = world.clock.wall()
    if (this.#isPaused) recording.pause(true) // it was, before whoever is recorded changed
    this.#hasChanged()
    const nodeId = this.#nodeId
    const say = (outcome: RecordingOutcome) => this.#say(outcome, nodeId)
    const stopWatching = world.disk.whenShort('recording', () => {
      recording.stop()
      say({ outcome: 'no-space' })
    })
    void recording.finished
      .then(async ({ durationMs, error }) => {
        stopWatching()
        if (this.#running === recording) this.#over()
        if (error !== undefined) this.#logError(error)
        if (durationMs < order.minDurationMs) {
          await world.files.remove(path + PARTIAL)
          say({ outcome: 'deleted', durationMs })
        } else {
          await world.files.move(path + PARTIAL, path)
          if (order.url !== '') this.#send(order, name, say)
        }
        world.spool.forget(noteId)
      })
      .catch((error: unknown) => this.#logError(error))
  }

  #send(order: RecordingOrder, name: string, say: (outcome: RecordingOutcome) => void): void {
    const { callId, world } = this.#call
    const address = this.#addressOf(order, name)
    if (!address.ok) {
      say({ outcome: 'not-sent', why: address.error, tries: 0 })
      return
    }
    world.uploads.send({ callId, name, url: address.url, method: order.method, label: order.label }, say)
  }

  /** What another start of the engine has to know, should this one be killed meanwhile. */
  #noteOf(order: RecordingOrder, name: string): RecordingNote {
    const address = order.url === '' ? undefined : this.#addressOf(order, name)
    const { method, label, minDurationMs } = order
    const url = address?.ok === true ? address.url : ''
    return { kind: 'call-recording', callId: this.#call.callId, name, url, method, label, minDurationMs }
  }

  #addressOf(order: RecordingOrder, name: string) {
    const { callId, carried, subject, history } = this.#call
    const [date = '', time = ''] = new Date(history.startedMs).toISOString().slice(0, 19).split('T')
    return recordingAddress({
      url: order.url,
      method: order.method,
      fileName: name,
      parts: {
        'call-id': callId,
        name: name.replace(/\.(wav|opus)$/, ''),
        label: order.label,
        'caller-number': hiddenBy(carried.privacy, subject.caller).number,
        dialled: subject.dialled,
        date,
        time: time.replaceAll(':', '-'),
      },
    })
  }

  /**
   * Names that were given are used once; then they get a number. The file is made at once, so that no other call takes the name, and has it without
   * ending once it is complete.
   */
  async #newName({ mediaName, label }: RecordingOrder): Promise<string> {
    const { callId, world, subject } = this.#call
    const ending = `.${this.#container}`
    const given = mediaName.replaceAll(/[^A-Za-z0-9 ._-]+/g, '-').replace(/^\.+/, '')
    if (given !== '' && (await claim(join(world.folders.recordings, given + ending)))) return given + ending
    const beside = given === '' ? label.replaceAll(/[^A-Za-z0-9_-]+/g, '-').slice(0, MAX_LABEL) : ''
    const unique = () => `${callId}-${++this.#count}${beside === '' ? '' : `-${beside}`}${ending}`
    const another = () => (given === '' ? unique() : `${given}-${unique()}`)
    let name = another()
    if (!subject.before) return name
    // There are recordings of before the restart.
    while (this.#count < MOST_PARTS && !(await claim(join(world.folders.recordings, name)))) name = another()
    return name
  }

  #say(result: RecordingOutcome, nodeId = this.#nodeId): void {
    const atMs = this.#call.elapsedMs()
    this.#call.observe({ atMs, kind: 'result', nodeId, operation: 'start-recording', result })
  }

  #tell(operation: OperationOf<'start-recording' | 'stop-recording' | 'note'>, nodeId = this.#call.nodeId): void {
    this.#call.observe({ atMs: this.#call.elapsedMs(), kind: 'operation', nodeId, operation })
  }

  #logError(error: unknown): void {
    this.#call.world.log.error({ callId: this.#call.callId, err: error }, 'call recording failed')
  }
}

/** False: there is such a file, or one on its way. */
async function claim(path: string): Promise<boolean> {
  try {
    await (await open(path + PARTIAL, 'wx', 0o600)).close()
  } catch {
    return false
  }
  // Looked for after it was claimed: whoever had the name before may just have completed it.
  const isTaken = await access(path).then(
    () => true,
    () => false,
  )
  if (isTaken) await rm(path + PARTIAL, { force: true })
  return !isTaken
}
