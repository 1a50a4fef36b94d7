import type { z } from 'zod'

/** A document of an older version, as stored, to one of version `to`. Frozen once released: old designs open for ever. */
export interface DocumentMigration {
  readonly to: number
  readonly up: (document: Readonly<Record<string, unknown>>) => Record<string, unknown>
}

/** One kind of document. From version 2 on its documents carry `version`; without one they are of version 1. */
export interface KindDefinition {
  readonly version: number
  readonly schema: z.ZodType
  readonly migrations?: readonly DocumentMigration[]
}

/** Kinds by name, as this program knows them. */
export type KindTable = Readonly<Record<string, KindDefinition>>

export type Parsed<D> =
  | { readonly ok: true; readonly document: D }
  /**
   * `error` names the kind, the document, the field, the value's problem and the limit in one line; `path` is the field, dotted. `newer`: it was
   * written by a newer program, and nothing is wrong with it.
   */
  | { readonly ok: false; readonly why: 'invalid' | 'newer'; readonly error: string; readonly path: string }

/** The one place where documents of older versions are brought up to date, and where newer ones are told from damaged ones. */
export function parseWith<D>(kinds: KindTable, input: unknown): Parsed<D> {
  const kind = textOf(input, 'kind')
  const definition = kind !== undefined && Object.hasOwn(kinds, kind) ? kinds[kind] : undefined
  if (!isRecord(input) || kind === undefined) return invalid(input, 'kind', 'does not say what it is')
  if (!definition)
    return newer(input, 'is of a kind that this Callwright does not know; a newer one may have written it')
  const version = versionOf(input)
  if (version === undefined) return invalid(input, 'version', 'Invalid input: expected a whole number of at least 1')
  if (version > definition.version) {
    return newer(
      input,
      `was written by a newer Callwright: it has version ${version}, this one knows up to ${definition.version}`,
    )
  }
  const parsed = definition.schema.safeParse(migrated(definition, input, version))
  if (parsed.success) return { ok: true, document: parsed.data as D } // what the schemas of the table make
  const issue = parsed.error.issues[0]
  return invalid(input, issue?.path.join('.') ?? '', issue?.message ?? 'does not parse')
}

/** As it says itself; undefined when what it says is no version. */
export function versionOf(document: object): number | undefined {
  const version: unknown = Reflect.get(document, 'version') ?? 1
  return typeof version === 'number' && Number.isInteger(version) && version >= 1 ? version : undefined
}

function migrated({ version: latest, migrations = [] }: KindDefinition, input: object, version: number): object {
  if (version === latest) return input
  let document: Record<string, unknown> = { ...input }
  for (const { to, up } of migrations) if (to > version) document = { ...up(document), version: to }
  return document
}

function invalid(input: unknown, path: string, problem: string): Parsed<never> {
  const place = path === '' || path === 'kind' ? '' : `${path}: `
  return { ok: false, why: 'invalid', error: `${subjectOf(input)}: ${place}${problem}`, path }
}

function newer(input: unknown, problem: string): Parsed<never> {
  return { ok: false, why: 'newer', error: `${subjectOf(input)} ${problem}`, path: 'version' }
}

function subjectOf(input: unknown): string {
  const name = (textOf(input, 'name') ?? textOf(input, 'id') ?? '?').slice(0, 80)
  return `${(textOf(input, 'kind') ?? 'document').slice(0, 80)} "${name}"`
}

function textOf(input: unknown, key: string): string | undefined {
  const value: unknown = isRecord(input) ? Reflect.get(input, key) : undefined
  return typeof value === 'string' ? value : undefined
}

const isRecord = (value: unknown): value is object => typeof value === 'object' && value !== null
