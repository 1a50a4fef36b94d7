import { type CallTest, parseDocument } from '../design/document.ts'

export type ReadTestText =
  | { readonly ok: true; readonly test: CallTest }
  /** `line` counts from 1; 0: the test as a whole. */
  | { readonly ok: false; readonly line: number; readonly reason: string }

/** A line that is no line of a test. */
class LineError extends Error {}

const MAX_TEXT = 100_000

/** Fields of a test that is being read. */
export interface TestFields extends Record<string, unknown> {
  phones: unknown[]
  happens: unknown[]
  expects: unknown[]
}

/** Line by line; blank ones and those that begin with # are passed over. */
export function readLines(text: string, id: string, read: (line: TestLine, into: TestFields) => void): ReadTestText {
  if (text.length > MAX_TEXT) return refusal(0, `${text.length} characters, the limit is ${MAX_TEXT}`)
  const fields: TestFields = { id, kind: 'call-test', name: '', phones: [], happens: [], expects: [] }
  for (const [at, content] of text.split(/\r?\n/).entries()) {
    if (/^\s*(#.*)?$/.test(content)) continue
    try {
      read(new TestLine(content), fields)
    } catch (error) {
      if (!(error instanceof LineError)) throw error
      return refusal(at + 1, error.message)
    }
  }
  if (fields['name'] === '') return refusal(0, 'it has no name: the line test "Name" is missing')
  const parsed = parseDocument(fields)
  if (!parsed.ok) return refusal(0, parsed.error)
  return parsed.document.kind === 'call-test' ? { ok: true, test: parsed.document } : refusal(0, 'it is no test')
}

const refusal = (line: number, reason: string): ReadTestText => ({ ok: false, line, reason })

/** The words of a line, taken one after another. What is asked for and not there ends the reading of the line. */
export class TestLine {
  readonly #words: readonly { readonly text: string; readonly isQuoted: boolean }[]
  #at = 0

  constructor(content: string) {
    this.#words = wordsOf(content)
  }

  get isOver(): boolean {
    return this.#at >= this.#words.length
  }

  /** Whether the next word stands in quotes. */
  get isQuoted(): boolean {
    return this.#words[this.#at]?.isQuoted ?? false
  }

  text(): string {
    const next = this.#words[this.#at++]
    return next ? next.text : this.fail('something is missing at the end')
  }

  number(): number {
    const text = this.text()
    const value = Number(text)
    return text.trim() !== '' && Number.isFinite(value) ? value : this.fail(`"${text}" is no number`)
  }

  oneOf<W extends string>(words: readonly W[]): W {
    const text = this.text()
    return words.find((each) => each === text) ?? this.fail(`"${text}" is none of ${words.join(', ')}`)
  }

  /** Takes that word if it is next and not in quotes. */
  take(word: string): boolean {
    const next = this.#words[this.#at]
    if (!next || next.isQuoted || next.text !== word) return false
    this.#at++
    return true
  }

  expect(word: string): void {
    if (!this.take(word)) this.fail(`"${word}" is missing`)
  }

  end(): void {
    const rest = this.#words[this.#at]
    if (rest) this.fail(`"${rest.text}" is too much`)
  }

  fail(reason: string): never {
    throw new LineError(reason)
  }
}

function wordsOf(content: string) {
  const words: { text: string; isQuoted: boolean }[] = []
  const pattern = /\s*(?:("(?:[^"\\]|\\.)*")|([^\s"]+))/y
  const trimmed = content.trimEnd()
  while (pattern.lastIndex < trimmed.length) {
    const from = pattern.lastIndex
    const found = pattern.exec(trimmed)
    if (!found) throw new LineError(`a quote that is not closed: ${trimmed.slice(from).trim().slice(0, 40)}`)
    const [, quoted, bare = ''] = found
    words.push(quoted === undefined ? { text: bare, isQuoted: false } : { text: unquoted(quoted), isQuoted: true })
  }
  return words
}

function unquoted(quoted: string): string {
  try {
    return String(JSON.parse(quoted))
  } catch {
    throw new LineError(`${quoted.slice(0, 40)} has a backslash that means nothing; write \\\\ for one`)
  }
}
