import { setTimeout as sleep } from 'node:timers/promises'
import { type MulticastOptions, optionsOf, SERVICE_TYPE } from '../../../engine/control/announce.ts'
import { applianceUrl } from './appliance-url.ts'

export interface Announced {
  readonly name: string
  readonly url: string
}

const LISTEN_MS = 1_500
const MAX_FOUND = 100
const MAX_NAME_CHARS = 64

/** Engines that announce themselves on the local network, as far as they answer within a second and a half. Nothing of what they say is believed. */
export async function discover(network?: MulticastOptions): Promise<readonly Announced[]> {
  const { Bonjour } = await import('bonjour-service')
  const found = new Map<string, Announced>()
  const bonjour = new Bonjour(optionsOf(network), () => {}) // a network that takes no multicast has no appliances
  const browser = bonjour.find({ type: SERVICE_TYPE }, ({ name, port, txt, referer }) => {
    for (const url of urlsOf({ port, txt, from: referer?.address })) {
      if (found.size < MAX_FOUND) found.set(url, { name: plainName(name), url })
    }
  })
  await sleep(LISTEN_MS)
  browser.stop()
  await new Promise<void>((resolve) => {
    bonjour.destroy(() => resolve())
  })
  return [...found.values()].sort((a, b) => a.name.localeCompare(b.name) || a.url.localeCompare(b.url))
}

/** Where it says it listens; an engine that listens everywhere is where its answer came from. */
function urlsOf(said: { readonly port: number; readonly txt: unknown; readonly from: string | undefined }): string[] {
  const at: unknown = Reflect.get(Object(said.txt), 'at')
  const named = typeof at === 'string' ? at.split(',').slice(0, 8) : []
  const urls = named.flatMap((each) => applianceUrl(each) ?? [])
  if (urls.length > 0 || said.from === undefined) return urls
  return [applianceUrl(`${said.from}:${said.port}`) ?? []].flat()
}

const plainName = (name: string): string => name.replaceAll(/\p{Cc}/gu, '').slice(0, MAX_NAME_CHARS)
