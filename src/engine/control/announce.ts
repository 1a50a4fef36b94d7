import { hostname } from 'node:os'
import type { ServiceConfig } from 'bonjour-service'
import type { RemoteAddress } from './access.ts'

/** `_callwright._tcp` of DNS-SD (RFC 6763) over multicast DNS (RFC 6762). */
export const SERVICE_TYPE = 'callwright'

/** On which network it is said and heard; absent: on all of the machine's, by IPv4. */
export interface MulticastOptions {
  readonly port: number
  readonly interface: string
  readonly bind: string
}

/**
 * Says on the local network where apps reach this engine, until it is told to stop. What is said can be said by anybody: who answers there is found out when
 * an app is paired.
 */
export async function announce(
  { urls }: RemoteAddress,
  onProblem: (message: string) => void,
  network?: MulticastOptions,
): Promise<() => Promise<void>> {
  const { Bonjour } = await import('bonjour-service')
  const bonjour = new Bonjour(optionsOf(network), (error: Error) =>
    onProblem(`the engine cannot be announced on the local network: ${error.message}`),
  )
  const [first = ''] = urls
  const name = `${hostname().slice(0, 50)} ${new URL(first).port}`
  const at = urls.filter((url) => !isAnyAddress(new URL(url).hostname)).map((url) => new URL(url).host)
  const service = bonjour.publish({
    name,
    type: SERVICE_TYPE,
    port: Number(new URL(first).port),
    txt: { at: at.join(',').slice(0, 200) },
    disableIPv6: true,
  })
  service.on('error', (error: Error) =>
    onProblem(`the engine cannot be announced on the local network: ${error.message}`),
  )
  return () =>
    new Promise((resolve) => {
      // A network that is gone takes no farewell.
      const timer = setTimeout(resolve, FAREWELL_MS)
      bonjour.unpublishAll(() =>
        bonjour.destroy(() => {
          clearTimeout(timer)
          resolve()
        }),
      )
    })
}

const FAREWELL_MS = 500

/** The library hands them on to its sockets, though it does not say so. */
export const optionsOf = (network: MulticastOptions | undefined): Partial<ServiceConfig> =>
  (network ?? {}) as Partial<ServiceConfig>

const isAnyAddress = (host: string): boolean => host === '0.0.0.0' || host === '[::]'
