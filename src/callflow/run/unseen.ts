import type { Operation, OperationKind, OperationOf, OperationResult, Sound, StateKey } from './operation.ts'

/** Traces are kept, shown and sent to the app: what is secret is replaced by dots before it gets there. */
const DOTS = '••••'

const secretNames: ReadonlySet<string> = new Set(['pin', 'pin-instead-of'])

/** Runtime state that nobody should read. */
export const isSecretState = ({ name }: Pick<StateKey, 'name'>) => secretNames.has(name)

/** An operation as the trace has it. */
export function withoutSecrets<O extends Operation>(operation: O): O {
  const hide = hiding.get(operation.kind) as ((operation: O) => O) | undefined // the table has each kind in its place
  return hide === undefined ? operation : hide(operation)
}

/** What hides the secrets of each operation; null: it can hold none. */
const hidden: { readonly [K in OperationKind]: ((operation: OperationOf<K>) => OperationOf<K>) | null } = {
  answer: null,
  play: (operation) =>
    operation.sounds.some(isAtAddress) ? { ...operation, sounds: operation.sounds.map(soundUnseen) } : operation,
  collect: (operation) => asked(operation),
  wait: null,
  dial: null,
  talk: null,
  record: null,
  'await-agent': null,
  'join-conference': null,
  page: null,
  'pick-up': null,
  supervise: null,
  park: null,
  retrieve: null,
  'pull-call': null,
  'detect-fax': null,
  'receive-fax': null,
  'discard-recording': null,
  'start-recording': (operation) => withAddress(operation),
  'stop-recording': null,
  'read-mailbox': null,
  'save-message': null,
  'list-messages': null,
  'update-message': null,
  'keep-recording': null,
  'forget-kept': null,
  'notify-message': null,
  'publish-mwi': null,
  'publish-presence': null,
  'send-missed-call': null,
  'tell-of-emergency': null,
  'look-up-name': (operation) => withAddress(operation),
  'join-queue': null,
  'report-agents': null,
  'leave-queue': null,
  'read-queue': null,
  'request-callback': null,
  'report-callback': null,
  'become-caller': null,
  'set-agent': null,
  'read-state': null,
  'write-state': (operation) =>
    isSecretState(operation.key) && operation.value !== undefined ? { ...operation, value: DOTS } : operation,
  'pin-try': null,
  'push-call': null,
  'http-request': (operation) =>
    withAddress(Object.keys(operation.headers).length === 0 ? operation : withHeaders(operation)),
  now: null,
  random: null,
  'edit-caller-id': null,
  'edit-call': null,
  note: null,
}

/** Those that can hold any: asked for every operation of every call. */
const hiding = new Map(Object.entries(hidden).filter(([, hide]) => hide !== null))

/** An address without the name and password it may carry. */
export const addressUnseen = (url: string) => url.replace(/^(https?:\/\/)[^/?#]*@/i, `$1${DOTS}@`)

const withAddress = <O extends { readonly url: string }>(operation: O): O =>
  operation.url.includes('@') ? { ...operation, url: addressUnseen(operation.url) } : operation

/** What lets somebody in at a web server: `Authorization`, `X-Api-Key`, `Cookie` and the like. */
const secretHeader = /auth|key|token|secret|pass|cookie|signature/i

function withHeaders(operation: OperationOf<'http-request'>): OperationOf<'http-request'> {
  const headers = Object.entries(operation.headers).map(([name, value]) => [
    name,
    secretHeader.test(name) ? DOTS : value,
  ])
  return { ...operation, headers: Object.fromEntries(headers) as Record<string, string> } // the same names
}

function asked(operation: OperationOf<'collect'>): OperationOf<'collect'> {
  if (operation.secretDigits === undefined && !operation.prompt.some(isAtAddress)) return operation
  const { secretDigits: _secretDigits, ...shown } = operation
  return { ...shown, prompt: operation.prompt.map(soundUnseen) }
}

const isAtAddress = (sound: Sound) => sound.kind === 'web' && sound.url.includes('@')

const soundUnseen = (sound: Sound): Sound =>
  sound.kind === 'web' ? { ...sound, url: addressUnseen(sound.url) } : sound

/** Its result as the trace has it: the number of secret keys is not told either. */
export function resultWithoutSecrets(operation: Operation, result: OperationResult): OperationResult {
  if (operation.kind === 'collect' && 'digits' in result && result.digits !== '') {
    const isSecret = operation.secret || result.digits === operation.secretDigits
    return isSecret ? { ...result, digits: DOTS } : result
  }
  if (operation.kind === 'read-state' && 'values' in result && operation.keys.some(isSecretState)) {
    const values = operation.keys.map((key, index) => {
      const value = result.values[index]
      return value !== undefined && isSecretState(key) ? DOTS : value
    })
    return { values }
  }
  return result
}
