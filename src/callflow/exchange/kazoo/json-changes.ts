/**
 * What reading JSON changes without an error, in sentences: numbers that a double does not hold and keys that stand twice in one object.
 * `text` is JSON; at most `MAX` sentences, the last of which counts the rest.
 */
export function changesOfReading(text: string): string[] {
  const changes: string[] = []
  let more = 0
  const say = (change: string) => void (changes.length < MAX ? changes.push(change) : more++)
  const open: Level[] = []
  let key: string | undefined
  for (const [token] of text.matchAll(tokens)) {
    const level = open.at(-1)
    switch (token) {
      case '{':
      case '[':
        open.push({ keys: token === '{' ? new Set() : undefined, at: 0, key: '' })
        key = undefined
        break
      case '}':
      case ']':
        open.pop()
        break
      case ',':
        if (level) level.at++
        key = undefined
        break
      case ':':
        if (level?.keys && key !== undefined)
          enter(level, key, () =>
            say(`${where(open.slice(0, -1))}: the key ${shown(key ?? '')} is given twice; the last holds`),
          )
        break
      default:
        if (token.startsWith('"')) key = token
        else if (isNumber.test(token)) {
          const held = heldAs(token)
          if (held !== undefined) say(`${where(open)}: the number ${shown(token)} becomes ${held}`)
        }
    }
  }
  return more === 0 ? changes : [...changes.slice(0, -1), `${more + 1} more of the kind`]
}

const MAX = 20
const tokens = /"[^"\\]*(?:\\.[^"\\]*)*"|[{}[\],:]|[^\s{}[\],:"]+/g
const isNumber = /^-?[0-9]/

interface Level {
  /** Of an object: those met so far, unescaped; undefined for a list. */
  readonly keys: Set<string> | undefined
  /** Of a list: the index at hand. */
  at: number
  /** Of an object: the key at hand. */
  key: string
}

function enter(level: Level, quoted: string, twice: () => void): void {
  const key = quoted.includes('\\') ? (JSON.parse(quoted) as string) : quoted.slice(1, -1) // a string of the JSON
  level.key = key
  if (level.keys?.has(key)) twice()
  level.keys?.add(key)
}

/** `flow.data.endpoints.0`; the document itself is `document`. */
const where = (open: readonly Level[]) =>
  open
    .map(({ keys, at, key }) => (keys ? key : String(at)))
    .join('.')
    .slice(0, 120) || 'document'

const shown = (token: string) => (token.length > 60 ? `${token.slice(0, 60)}…` : token)

/** What a number reads as where that is another one; undefined where it is the same. */
function heldAs(token: string): string | undefined {
  if (token.length <= SAFE_DIGITS && !/[.eE]/.test(token)) return undefined
  const value = Number(token)
  if (!Number.isFinite(value)) return 'nothing'
  return decimal(token) === decimal(String(value)) ? undefined : String(value)
}

/** Integers of so few characters are all held. */
const SAFE_DIGITS = 15

/** The number itself, however it is written: its digits without zeros at the ends, and the power of ten. */
function decimal(token: string): string {
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = numberParts.exec(token) ?? []
  const digits = (whole + fraction).replace(/^0+/, '')
  const plain = digits.replace(/0+$/, '')
  if (plain === '') return '0'
  return `${sign}${plain}e${Number(exponent) - fraction.length + digits.length - plain.length}`
}

const numberParts = /^(-?)([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/
