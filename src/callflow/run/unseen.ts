import type { Operation, OperationResult, StateKey } from './operation.ts'

/** Traces are kept, shown and sent to the app: what is secret is replaced by dots before it gets there. */
const DOTS = '••••'

const secretNames: ReadonlySet<string> = new Set(['pin', 'pin-instead-of'])

/** Runtime state that nobody should read. */
export const isSecretState = ({ name }: Pick<StateKey, 'name'>) => secretNames.has(name)

/** An operation as the trace has it. */
export function withoutSecrets<O extends Operation>(operation: O): O {
  if ((operation.kind === 'start-recording' || operation.kind === 'http-request') && operation.url.includes('@'))
    return { ...operation, url: operation.url.replace(/^(https?:\/\/)[^/?#]*@/, `$1${DOTS}@`) }
  if (operation.kind !== 'write-state' || !isSecretState(operation.key) || operation.value === undefined)
    return operation
  return { ...operation, value: DOTS }
}

/** Its result as the trace has it: the number of secret keys is not told either. */
export function resultWithoutSecrets(operation: Operation, result: OperationResult): OperationResult {
  if (operation.kind === 'collect' && operation.secret && 'digits' in result && result.digits !== '') {
    return { ...result, digits: DOTS }
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
