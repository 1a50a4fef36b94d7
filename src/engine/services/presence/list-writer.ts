import type { MessageBody } from '../../sip/user-agent.ts'
import type { Looked } from './lamp.ts'
import { type StateWriter, stateWriter, type WriteAbout } from './state-writer.ts'
import type { EventPackage } from './subscribe-request.ts'
import { XML_HEAD, xmlText } from '../../../callflow/xml-text.ts'

/** States in one NOTIFY: with a hundred it would not fit into a datagram. */
const AT_ONCE = 25
const BOUNDARY = 'callwright-lamps'

/** A list of lamps in one subscription (RFC 4662 §5): what is in it, and the states of some of them, few enough for one message. */
export class ListWriter implements StateWriter {
  readonly #event: EventPackage
  readonly #entity: string
  readonly #domain: string
  #version: number
  #writers = new Map<string, StateWriter>()
  /** Those that have not told everything yet. */
  readonly #owed = new Set<string>()
  #before = ''

  constructor(event: EventPackage, entity: string, version: number) {
    this.#event = event
    this.#entity = entity
    this.#domain = entity.slice(entity.lastIndexOf('@') + 1)
    this.#version = version
  }

  get hasMore(): boolean {
    return this.#owed.size > 0
  }

  write(about: WriteAbout, isWhole: boolean): MessageBody | undefined {
    const members = about.watched.members ?? []
    const now = members
      .map(({ address, looked }) => `${address} ${typeof looked === 'string' ? looked : ''}`)
      .join('\n')
    const isFull = isWhole || now !== this.#before
    this.#before = now
    if (isFull) this.#begin(members.map(({ address }) => address))
    const states = this.#states(about)
    if (!isFull && states.size === 0) return undefined
    const version = this.#version++
    const shown = isFull ? members : members.filter(({ address }) => states.has(address))
    const list = `${XML_HEAD}
<list xmlns="urn:ietf:params:xml:ns:rlmi" uri="${xmlText(this.#entity)}" version="${version}" fullState="${isFull}">
${shown.map(({ address, looked }, at) => this.#resource(address, looked, states.has(address) ? `${version}-${at}` : undefined)).join('\n')}
</list>
`
    const parts = shown.flatMap(({ address }, at) => {
      const state = states.get(address)
      return state ? [part(`${version}-${at}@${this.#domain}`, state)] : []
    })
    const root = part(`list@${this.#domain}`, { contentType: 'application/rlmi+xml;charset="UTF-8"', content: list })
    const contentType = `multipart/related;type="application/rlmi+xml";start="<list@${this.#domain}>";boundary="${BOUNDARY}"`
    return { contentType, content: `${[root, ...parts].join('')}--${BOUNDARY}--\r\n` }
  }

  #begin(addresses: readonly string[]): void {
    this.#owed.clear()
    const before = this.#writers
    this.#writers = new Map()
    for (const address of addresses) {
      const writer = before.get(address) ?? stateWriter(this.#event, this.#uriOf(address), this.#version)
      this.#writers.set(address, writer)
      this.#owed.add(address)
    }
  }

  #states({ watched, ...about }: WriteAbout): ReadonlyMap<string, MessageBody> {
    const states = new Map<string, MessageBody>()
    for (const { address, looked } of watched.members ?? []) {
      if (states.size === AT_ONCE) {
        this.#owed.add(address)
        continue
      }
      const isOwed = this.#owed.delete(address)
      if (typeof looked === 'string') continue
      const state = this.#writers.get(address)?.write({ ...about, watched: looked }, isOwed)
      if (state) states.set(address, state)
    }
    return states
  }

  /** One that nobody answers, or that is none of the watcher's business, is told as ended. */
  #resource(address: string, looked: Looked, contentId: string | undefined): string {
    const id = contentId === undefined ? '' : ` cid="${contentId}@${xmlText(this.#domain)}"`
    const state =
      typeof looked === 'string'
        ? `state="terminated" reason="${looked === 'unknown' ? 'noresource' : 'rejected'}"`
        : 'state="active"'
    return `<resource uri="${xmlText(this.#uriOf(address))}"><instance id="1" ${state}${id}/></resource>`
  }

  #uriOf(address: string): string {
    return `sip:${address}@${this.#domain}`
  }
}

const part = (contentId: string, { contentType, content }: MessageBody) =>
  [
    `--${BOUNDARY}`,
    'Content-Transfer-Encoding: binary',
    `Content-ID: <${contentId}>`,
    `Content-Type: ${contentType}`,
    '',
    content,
    '',
  ].join('\r\n')
