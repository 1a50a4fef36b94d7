import { actionRules, documentRules } from './crossbar-rules.ts'
import { isObject, type Json, type JsonObject } from './json.ts'

/** Sentences about what Crossbar would refuse of an exported document of a collection, or of an action's data: key, value and limit. */
export const documentRefusals = (collection: string, document: JsonObject): string[] => [
  ...refusals(documents().get(collection), document),
  ...(collection === 'callflows' && isUnreached(document)
    ? ['Kazoo refuses a callflow without a number or pattern']
    : []),
]
export const actionRefusals = (module: string, data: JsonObject): string[] => refusals(actions().get(module), data)

const isUnreached = ({ numbers, patterns }: JsonObject) =>
  [numbers, patterns].every((list) => list === undefined || (Array.isArray(list) && list.length === 0))

/** One key's limits; absent ones do not limit. */
interface Rule {
  /** `#` is every element of a list, `*` every key of an object. */
  readonly path: readonly string[]
  readonly required: boolean
  readonly whole: boolean
  readonly value?: Range
  readonly characters?: Range
  readonly elements?: Range
  readonly unique: boolean
  readonly words?: readonly string[]
  readonly expression?: RegExp
  readonly form?: 'email' | 'uri'
}

interface Range {
  readonly min: number
  readonly max: number
}

const MAX_SENTENCES = 20

function refusals(rules: readonly Rule[] | undefined, document: JsonObject): string[] {
  const said: string[] = []
  for (const rule of rules ?? []) {
    if (isAbsent(rule, document)) continue
    atPlaces(document, rule.path, (steps, value) => {
      const why = value === undefined ? (rule.required ? 'it must be there' : undefined) : broken(rule, value)
      if (why === undefined || said.length === MAX_SENTENCES) return
      const path = steps.join('.')
      const what = value === undefined || isSecret(path) ? path : `${path} ${shown(value)}`
      said.push(`Kazoo refuses ${what}: ${why}`)
    })
  }
  return said
}

/** Nearly every rule is about a key that a document lacks and may lack. */
const isAbsent = ({ required, path: [first = '*'] }: Rule, document: JsonObject) =>
  !required && first !== '*' && first !== '#' && !Object.hasOwn(document, first)

/** Every place that the steps lead to from `value`; undefined where an object lacks the key. `path` is one list, pushed to and popped from. */
function atPlaces(
  value: Json | undefined,
  steps: readonly string[],
  onPlace: (path: readonly string[], value: Json | undefined) => void,
  path: string[] = [],
): void {
  const step = steps[path.length]
  if (step === undefined) onPlace(path, value)
  if (step === undefined || value === undefined) return
  for (const key of keysAt(value, step)) {
    path.push(key)
    const next = Object.hasOwn(value as object, key) ? (Reflect.get(value as object, key) as Json) : undefined // a list or an object, by its keys
    atPlaces(next, steps, onPlace, path)
    path.pop()
  }
}

function keysAt(value: Json, step: string): readonly string[] {
  if (step === '#') return Array.isArray(value) ? [...value.keys()].map(String) : []
  if (!isObject(value)) return []
  return step === '*' ? Object.keys(value) : [step]
}

/** Why Crossbar refuses a value; numbers written as text are numbers to it. */
function broken(rule: Rule, value: Json): string | undefined {
  const number = typeof value === 'string' && /^-?[0-9]+$/.test(value) ? Number(value) : value
  if (rule.whole && !Number.isInteger(number)) return 'a whole number is wanted'
  if (rule.value && typeof number === 'number' && !isWithin(number, rule.value)) return limit(rule.value, '')
  if (typeof value === 'string') return brokenText(rule, value)
  const count = typeof value === 'object' && value !== null ? Object.keys(value).length : undefined
  if (rule.elements && count !== undefined && !isWithin(count, rule.elements)) return limit(rule.elements, ' elements')
  if (!Array.isArray(value)) return undefined
  const isTwice = rule.unique && new Set(value.map((each: Json) => JSON.stringify(each))).size < value.length
  return isTwice ? 'no element may stand there twice' : undefined
}

function brokenText(rule: Rule, value: string): string | undefined {
  if (rule.characters) {
    const { length } = Array.from(value) // code points, as JSON Schema counts
    if (!isWithin(length, rule.characters)) return `${length} characters, ${limit(rule.characters, '')}`
  }
  if (rule.words && !rule.words.includes(value)) return `none of ${rule.words.slice(0, MAX_WORDS).join(', ')}`
  if (rule.expression && !rule.expression.test(value)) return `not of the form ${rule.expression.source}`
  if (rule.form === 'email' && !/^[^\s@]+@[^\s@]+$/.test(value)) return 'no e-mail address'
  return rule.form === 'uri' && !/^[A-Za-z][A-Za-z0-9+.-]*:\S/.test(value) ? 'no address' : undefined
}

const MAX_WORDS = 12
const isWithin = (value: number, { min, max }: Range) => value >= min && value <= max

function limit({ min, max }: Range, unit: string): string {
  if (max === Number.POSITIVE_INFINITY) return `at least ${min}${unit}`
  return min === Number.NEGATIVE_INFINITY ? `at most ${max}${unit}` : `${min} to ${max}${unit}`
}

/** Passwords and PINs are not repeated. */
const isSecret = (path: string) => /pass|pin/i.test(path)

function shown(value: Json): string {
  const text = JSON.stringify(value)
  return text.length > 60 ? `${text.slice(0, 60)}…` : text
}

const documents = parsedOnce(documentRules)
const actions = parsedOnce(actionRules)

function parsedOnce(table: string): () => ReadonlyMap<string, readonly Rule[]> {
  let parsed: Map<string, Rule[]> | undefined
  return () => (parsed ??= parse(table))
}

function parse(table: string): Map<string, Rule[]> {
  const rules = new Map<string, Rule[]>()
  let of: Rule[] = []
  for (const line of table.split('\n').filter((each) => each !== '')) {
    if (line.startsWith(' ')) of.push(ruleOf(line.trim()))
    else rules.set(line, (of = []))
  }
  return rules
}

function ruleOf(line: string): Rule {
  const [key = '', ...limits] = line.split(' ')
  const after = (word: string) => (limits.includes(word) ? limits.slice(limits.indexOf(word) + 1) : undefined)
  const [characters] = after('len') ?? []
  const [elements] = after('items') ?? []
  const value = limits.find((each, index) => each.includes('..') && !['len', 'items'].includes(limits[index - 1] ?? ''))
  const expression = limits.find((each) => each.startsWith('/'))
  const words = after('enum')
  const form = limits.find((each) => each === 'email' || each === 'uri')
  return {
    path: key.split('.'),
    required: limits.includes('!'),
    whole: limits.includes('int'),
    unique: limits.includes('unique'),
    ...(value !== undefined && { value: rangeOf(value) }),
    ...(characters !== undefined && { characters: rangeOf(characters) }),
    ...(elements !== undefined && { elements: rangeOf(elements) }),
    ...(words && { words }),
    ...(expression !== undefined && { expression: new RegExp(expression.slice(1, -1)) }),
    ...(form !== undefined && { form }),
  }
}

function rangeOf(text: string): Range {
  const [min = '', max = ''] = text.split('..')
  return {
    min: min === '' ? Number.NEGATIVE_INFINITY : Number(min),
    max: max === '' ? Number.POSITIVE_INFINITY : Number(max),
  }
}
