import { CST, isScalar, Lexer, parseDocument as parseYaml, visit, type Document as YamlDocument } from 'yaml'
import { type Document, parseDocument } from '../../design/document.ts'
import { jsonShape } from './json-shape.ts'
import type { TextFile } from './write.ts'

export interface FileImport {
  readonly documents: readonly Document[]
  /** What could not be taken, file by file; everything else was. */
  readonly refused: readonly FileNote[]
  /** JSON of somebody else's, such as the settings of a program. */
  readonly notOurs: readonly FileNote[]
  /** Which file a document came from, by its id. */
  readonly paths: ReadonlyMap<string, string>
}

export interface FileNote {
  readonly path: string
  readonly reason: string
}

const MAX_FILES = 100_000
const MAX_FILE_LENGTH = 4_000_000

/** The inverse of `writeFiles`; a document may stand in JSON too. Takes every readable document and lists the rest with the reason. Never throws. */
export function readFiles(files: readonly TextFile[]): FileImport {
  const documents = new Map<string, Document>()
  const paths = new Map<string, string>()
  const refused: FileNote[] = []
  const notOurs: FileNote[] = []
  for (const file of files.slice(0, MAX_FILES)) {
    const read = readFile(file)
    const earlier = read.ok ? documents.get(read.document.id) : undefined
    if (!read.ok) (read.isOthers ? notOurs : refused).push({ path: file.path, reason: read.error })
    else if (earlier)
      refused.push({
        path: file.path,
        reason: `id ${earlier.id} is already taken by ${earlier.kind} "${earlier.name}"`,
      })
    else {
      documents.set(read.document.id, read.document)
      paths.set(read.document.id, file.path)
    }
  }
  for (const { path } of files.slice(MAX_FILES)) refused.push({ path, reason: `more than ${MAX_FILES} files` })
  return { documents: [...documents.values()], refused, notOurs, paths }
}

type ReadFile =
  | { readonly ok: true; readonly document: Document }
  | { readonly ok: false; readonly error: string; readonly isOthers?: boolean }

function readFile({ path, text }: TextFile): ReadFile {
  if (text.length > MAX_FILE_LENGTH) {
    return { ok: false, error: `${text.length} characters, the limit is ${MAX_FILE_LENGTH}` }
  }
  if (path.toLowerCase().endsWith('.json')) return readJson(text)
  const depth = nestingOf(text)
  if (depth > MAX_NESTING) return tooDeep(depth)
  // The parser looks for keys given twice by comparing each with each: of a hundred thousand that takes minutes.
  const yaml = parseYaml(text, { version: '1.2', schema: 'core', uniqueKeys: false })
  const [problem] = yaml.errors
  if (problem) return { ok: false, error: problem.message.split('\n')[0] ?? 'not YAML' }
  const twice = keyGivenTwice(yaml)
  if (twice !== undefined) return givenTwice(twice)
  try {
    // Our files hold no aliases; refusing them closes the door to documents that explode when expanded.
    return parseDocument(yaml.toJS({ maxAliasCount: 0 }))
  } catch (error) {
    return { ok: false, error: error instanceof Error ? error.message : 'not YAML' }
  }
}

const tooDeep = (depth: number): ReadFile => ({
  ok: false,
  error: `${depth} levels of nesting, the limit is ${MAX_NESTING}`,
})

const givenTwice = (key: string): ReadFile => ({ ok: false, error: `the key ${key.slice(0, 80)} is given twice` })

function readJson(text: string): ReadFile {
  let value: unknown
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''))
  } catch (error) {
    return {
      ok: false,
      error: `not JSON: ${error instanceof Error ? error.message.slice(0, 200) : 'it does not parse'}`,
    }
  }
  if (Array.isArray(value)) return { ok: false, error: 'a list; a file holds one document' }
  if (typeof value !== 'object' || value === null || !('kind' in value)) {
    return { ok: false, error: 'no document of a design: it has no "kind"', isOthers: true }
  }
  const { depth, twice } = jsonShape(text)
  if (depth > MAX_NESTING) return tooDeep(depth)
  return twice === undefined ? parseDocument(value) : givenTwice(twice)
}

function keyGivenTwice(yaml: YamlDocument): string | undefined {
  let twice: string | undefined
  visit(yaml, {
    Map(_key, { items }) {
      const seen = new Set<string>()
      for (const { key } of items) {
        if (!isScalar(key)) continue
        const name = String(key.value)
        if (seen.has(name)) twice ??= name
        seen.add(name)
      }
      return twice === undefined ? undefined : visit.BREAK
    },
  })
  return twice
}

/** What we write from JSON of 500 levels stays below. */
const MAX_NESTING = 550
/** Our files indent by two columns a level. */
const COLUMNS = 2
/** What a text must hold to be nested deeper than that: brackets, or a line that begins far to the right. */
const suspicious = new RegExp(`^(?:[ ]|[-?][ ]){${MAX_NESTING}}`, 'm')

/** Levels by the words of the text alone, before anything is built: brackets open at once, and columns before a line's first word. */
function nestingOf(text: string): number {
  const brackets = text.split(/[[{]/, MAX_NESTING + 2).length - 1
  if (brackets <= MAX_NESTING && !suspicious.test(text)) return 0
  let open = 0
  let column = 0
  let isLineStart = true
  let isInScalar = false
  let deepest = 0
  for (const word of new Lexer().lex(text)) {
    const type = isInScalar ? 'scalar' : CST.tokenType(word)
    isInScalar = word === CST.SCALAR
    if (type === 'newline') {
      column = 0
      isLineStart = true
    } else if (isLineStart && isIndent(type)) {
      column += word.length
    } else {
      isLineStart = false
      if (type === 'flow-map-start' || type === 'flow-seq-start') open++
      if (type === 'flow-map-end' || type === 'flow-seq-end') open--
      deepest = Math.max(deepest, open + Math.ceil(column / COLUMNS))
    }
  }
  return deepest
}

const isIndent = (type: CST.TokenType | null) =>
  type === 'space' || type === 'seq-item-ind' || type === 'explicit-key-ind'
