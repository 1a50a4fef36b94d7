import type { StateKey } from '../../callflow/run/operation.ts'
import type { RuntimeState } from '../state/runtime-state.ts'
import type { PhoneFetch } from './phone-door.ts'

const NAME = 'fetched-settings'
const keyOf = (deviceId: string): StateKey => ({ scope: 'device', id: deviceId, name: NAME })

/** When each phone last came for a file: runtime state, which outlives a restart. */
export function createFetches(state: Pick<RuntimeState, 'write' | 'list'>) {
  return {
    put({ deviceId, ...fetch }: PhoneFetch): void {
      state.write(keyOf(deviceId), JSON.stringify(fetch))
    },
    list: (): PhoneFetch[] =>
      state
        .list()
        .filter(({ scope, name }) => scope === 'device' && name === NAME)
        .flatMap(({ id, value }) => {
          const fetch = read(value)
          return fetch ? [{ ...fetch, deviceId: id }] : []
        }),
  }
}

/** Undefined: somebody else wrote there. */
function read(value: unknown): Omit<PhoneFetch, 'deviceId'> | undefined {
  try {
    const fetch: unknown = typeof value === 'string' ? JSON.parse(value) : undefined
    if (typeof fetch !== 'object' || fetch === null) return undefined
    const text = (name: string) => String(Reflect.get(fetch, name) ?? '')
    const fetchedMs: unknown = Reflect.get(fetch, 'fetchedMs')
    if (typeof fetchedMs !== 'number') return undefined
    const [file, userAgent, source, problem] = ['file', 'userAgent', 'source', 'problem'].map(text)
    return { fetchedMs, file: file ?? '', userAgent: userAgent ?? '', source: source ?? '', problem: problem || null }
  } catch {
    return undefined
  }
}
