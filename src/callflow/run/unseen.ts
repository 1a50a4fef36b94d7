import type { Operation, OperationOf, OperationResult, Sound, StateKey } from './operation.ts'

/** Traces are kept, shown and sent to the app: what is secret is replaced by dots before it gets there. */
const DOTS = '••••'

const secretNames: ReadonlySet<string> = new Set(['pin', 'pin-instead-of'])

/** Runtime state that nobody should read. */
export const isSecretState = ({ name }: Pick<StateKey, 'name'>) => secretNames.has(name)

/** An operation as the trace has it. */
export function withoutSecrets<O extends Operation>(operation: O): O
export function withoutSecrets(operation: Operation): Operation {
  switch (operation.kind) {
    case 'start-recording':
      return withAddress(operation)
    case 'http-request':
      return withAddress(Object.keys(operation.headers).length === 0 ? operation : withHeaders(operation))
    case 'play':
      return operation.sounds.some(isAtAddress)
        ? { ...operation, sounds: operation.sounds.map(soundUnseen) }
        : operation
    case 'collect':
      return asked(operation)
    case 'write-state':
      return isSecretState(operation.key) && operation.value !== undefined ? { ...operation, value: DOTS } : operation
    default:
      return operation
  }
}

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
