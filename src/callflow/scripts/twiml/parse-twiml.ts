import { SaxesParser } from 'saxes'

/** An element of a TwiML document, as it was written. */
export interface TwimlElement {
  readonly name: string
  readonly attributes: Readonly<Record<string, string>>
  /** Its own text, outside of inner elements, with spaces drawn together. */
  readonly text: string
  readonly children: readonly TwimlElement[]
}

export type ParsedTwiml =
  | { readonly ok: true; readonly verbs: readonly TwimlElement[] }
  | { readonly ok: false; readonly error: string }

const MAX_CHARACTERS = 65_536
const MAX_DEPTH = 8
const MAX_ELEMENTS = 200
const MAX_ATTRIBUTES = 30

interface Open {
  readonly name: string
  readonly attributes: Record<string, string>
  text: string
  readonly children: TwimlElement[]
}

/**
 * The verbs inside `<Response>`. The five entities of XML are known and no others can be made: a document type is refused, so nothing expands. At most
 * 64 Ki characters, 200 elements, 8 deep.
 */
export function parseTwiml(body: string): ParsedTwiml {
  if (body.length > MAX_CHARACTERS) return refused(`longer than ${MAX_CHARACTERS} characters`)
  const parser = new SaxesParser({ xmlns: false, position: false })
  const root: Open = { name: '', attributes: {}, text: '', children: [] }
  const open: Open[] = [root]
  let elements = 0
  let problem: string | undefined
  const refuse = (why: string) => {
    problem ??= why
  }
  parser.on('error', (error) => refuse(error.message.slice(0, 200)))
  parser.on('doctype', () => refuse('a document type is not allowed'))
  parser.on('opentag', ({ name, attributes }) => {
    if (++elements > MAX_ELEMENTS) refuse(`more than ${MAX_ELEMENTS} elements`)
    if (open.length > MAX_DEPTH) refuse(`elements more than ${MAX_DEPTH} deep`)
    if (Object.keys(attributes).length > MAX_ATTRIBUTES) refuse(`more than ${MAX_ATTRIBUTES} attributes in <${name}>`)
    if (problem === undefined) open.push({ name, attributes: { ...attributes }, text: '', children: [] })
  })
  const addText = (text: string) => {
    const inner = open.at(-1)
    if (inner && problem === undefined) inner.text += text
  }
  parser.on('text', addText)
  parser.on('cdata', addText)
  parser.on('closetag', () => {
    const closed = problem === undefined && open.length > 1 ? open.pop() : undefined
    if (closed) open.at(-1)?.children.push({ ...closed, text: closed.text.replaceAll(/\s+/g, ' ').trim() })
  })
  // In pieces, so that a hostile document is not read further than to its first offence.
  for (let at = 0; at < body.length && problem === undefined; at += 4_096) parser.write(body.slice(at, at + 4_096))
  if (problem === undefined) parser.close()
  if (problem !== undefined) return refused(problem)
  const [response] = root.children
  if (response?.name !== 'Response') return refused(`<${response?.name ?? ''}> instead of <Response>`)
  return { ok: true, verbs: response.children }
}

const refused = (error: string): ParsedTwiml => ({ ok: false, error })
