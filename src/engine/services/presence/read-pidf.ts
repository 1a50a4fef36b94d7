import { SaxesParser } from 'saxes'
import type { SaidOfOneself } from './lamp.ts'

const MAX_CHARACTERS = 16_384
const MAX_DEPTH = 12
const MAX_NOTE = 200
/** RFC 4480 §3.2, without those that say nothing about a phone. */
const ACTIVITIES = new Set([
  'appointment',
  'away',
  'breakfast',
  'busy',
  'dinner',
  'holiday',
  'in-transit',
  'lunch',
  'meal',
  'meeting',
  'on-the-phone',
  'permanent-absence',
  'sleeping',
  'steering',
  'travel',
  'vacation',
  'working',
])

export type ReadPidf =
  | { readonly ok: true; readonly said: SaidOfOneself }
  | { readonly ok: false; readonly error: string }

/**
 * What a phone publishes of its person: open when any tuple is, the first activity, the first note. At most 16 Ki characters, 12 deep; a document type is
 * refused, so nothing expands.
 */
export function readPidf(body: string): ReadPidf {
  if (body.length > MAX_CHARACTERS) return { ok: false, error: `longer than ${MAX_CHARACTERS} characters` }
  const found = new Found()
  const parser = new SaxesParser({ xmlns: false, position: false })
  let problem: string | undefined
  parser.on('error', ({ message }) => (problem ??= message.slice(0, 100)))
  parser.on('doctype', () => (problem ??= 'a document type is not allowed'))
  parser.on('opentag', ({ name }) => {
    found.enter(localName(name))
    if (found.depth > MAX_DEPTH) problem ??= `elements more than ${MAX_DEPTH} deep`
  })
  parser.on('text', (text) => found.text(text))
  parser.on('closetag', () => found.leave())
  for (let at = 0; at < body.length && problem === undefined; at += PIECE) parser.write(body.slice(at, at + PIECE))
  if (problem === undefined) parser.close()
  if (problem === undefined && found.root !== 'presence') problem = 'no <presence>'
  return problem === undefined ? { ok: true, said: found.said } : { ok: false, error: problem }
}

/** So that a hostile document is not read further than to its first offence. */
const PIECE = 1_024

const localName = (name: string) => name.slice(name.indexOf(':') + 1)

class Found {
  root = ''
  readonly #open: string[] = []
  #basics: string[] = []
  #activity = ''
  #note = ''
  #text = ''

  get depth(): number {
    return this.#open.length
  }

  get said(): SaidOfOneself {
    const isOpen = this.#basics.length === 0 || this.#basics.includes('open')
    return { isOpen, activity: this.#activity, note: this.#note }
  }

  enter(name: string): void {
    if (this.#open.length === 0) this.root ||= name
    if (this.#open.at(-1) === 'activities' && ACTIVITIES.has(name)) this.#activity ||= name
    this.#open.push(name)
    this.#text = ''
  }

  text(text: string): void {
    this.#text += text
  }

  leave(): void {
    const name = this.#open.pop()
    const text = this.#text.replaceAll(/\s+/g, ' ').trim()
    if (name === 'basic') this.#basics.push(text.toLowerCase())
    if (name === 'note') this.#note ||= text.slice(0, MAX_NOTE)
    this.#text = ''
  }
}
