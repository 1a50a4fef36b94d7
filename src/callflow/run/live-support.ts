import type { DriverOperationKind, InternalOperationKind, OperationKind, Sound } from './operation.ts'

/**
 * What the engine performs on live calls. Everything else ends there in `unsupported`, and steps that need it say so in the words below. The engine's
 * driver does not compile when this list and what it does part.
 */
const liveOperations = [
  'answer',
  'play',
  'collect',
  'wait',
  'dial',
  'talk',
  'record',
  'discard-recording',
  'start-recording',
  'stop-recording',
  'read-mailbox',
  'save-message',
  'list-messages',
  'update-message',
  'publish-mwi',
  'publish-presence',
  'keep-recording',
  'forget-kept',
  'notify-message',
  'join-queue',
  'await-agent',
  'join-conference',
  'page',
  'pick-up',
  'supervise',
  'park',
  'retrieve',
  'pull-call',
  'push-call',
  'report-agents',
  'leave-queue',
  'read-queue',
  'request-callback',
  'report-callback',
  'become-caller',
  'set-agent',
  'http-request',
  'send-missed-call',
  'tell-of-emergency',
  'look-up-name',
  'read-state',
  'write-state',
  'pin-try',
  'now',
  'random',
] as const satisfies readonly DriverOperationKind[]

export type LiveOperationKind = (typeof liveOperations)[number]

/** What a step must be able to ask of the telephone world: operations, and kinds of sound. */
export type StepNeed = OperationKind | `sound:${Sound['kind']}`

const internal: readonly InternalOperationKind[] = ['edit-caller-id', 'edit-call', 'note']
const performed: ReadonlySet<StepNeed> = new Set<StepNeed>([...liveOperations, ...internal])

/** Every kind of sound is. */
export const isPerformedLive = (need: StepNeed): boolean => need.startsWith('sound:') || performed.has(need)

interface Needing {
  readonly needs?: readonly StepNeed[]
  readonly mayNeed?: readonly StepNeed[]
}

export interface LiveSupport {
  /** `none`: the step is of no use on live calls yet. `part`: something of it is missing. */
  readonly level: 'none' | 'part'
  readonly message: string
}

/** What an administrator should know of a step before live calls come by it; undefined when it works in full. */
export function liveSupportOf(step: Needing | undefined): LiveSupport | undefined {
  const missing = (step?.needs ?? []).filter((need) => !isPerformedLive(need))
  if (missing.length > 0) {
    const message = `The engine cannot ${wordsOf(missing)} yet: live calls go on as if that had failed. The rehearsal plays it in full.`
    return { level: 'none', message }
  }
  const partly = (step?.mayNeed ?? []).filter((need) => !isPerformedLive(need))
  if (partly.length === 0) return undefined
  return { level: 'part', message: `Works on live calls, but the engine cannot ${wordsOf(partly)} yet.` }
}

function wordsOf(needs: readonly StepNeed[]): string {
  const words = [...new Set(needs.map((need) => needWords.get(need) ?? need))]
  const last = words.pop() ?? ''
  return words.length > 0 ? `${words.join(', ')} or ${last}` : last
}

/** What nobody can do on a live call yet. */
type Lacking = Exclude<DriverOperationKind, LiveOperationKind>

/** After "the engine cannot". */
const lacking: Readonly<Record<Lacking, string>> = {
  'detect-fax': 'tell faxes from voices',
  'receive-fax': 'receive faxes',
}

const needWords = new Map<string, string>(Object.entries(lacking))
