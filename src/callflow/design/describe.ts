import { z } from 'zod'
import type { FieldControl, FieldMeta } from './fields.ts'
import type { DocumentKind } from './kind.ts'
import { definitionOf, type UnwrappedSchema, unwrap } from './schema-shape.ts'

export type FieldType = 'string' | 'number' | 'integer' | 'boolean' | 'array'

export interface FieldOption {
  readonly value: string | number
  readonly label: string
}

/** One field of a form, as plain JSON: everything a generated form, reference page or API description needs. */
export interface FieldDescriptor {
  /** Dotted for fields of nested objects: `callerIds.external.number`. */
  readonly name: string
  readonly label: string
  /** Heading of the nested object it belongs to: `Caller ID · External calls`. */
  readonly section?: string
  readonly help?: string
  readonly unit?: string
  readonly control: FieldControl
  readonly type: FieldType
  readonly options?: readonly FieldOption[]
  /** Limits of a number, or of how many items a list holds. */
  readonly min?: number
  readonly max?: number
  readonly maxLength?: number
  /** Source of a regular expression a text must match. */
  readonly pattern?: string
  readonly default?: unknown
  /** Null means that nothing is chosen. */
  readonly nullable: boolean
  /** An empty text is refused. */
  readonly required: boolean
  readonly refersTo?: readonly DocumentKind[]
  readonly advanced: boolean
  /** A setting of a step that may be read from a variable of the call instead (M37). */
  readonly bindable?: boolean
  /** Shown only while that other field has one of these values. */
  readonly shownWhen?: FieldMeta['shownWhen']
  readonly secret: boolean
  /** Fields of each item of a list of objects (ring group members). */
  readonly itemFields?: readonly FieldDescriptor[]
}

const cache = new WeakMap<z.ZodType, readonly FieldDescriptor[]>()

/**
 * The fields of a document's or a module's settings schema, in order, nested objects flattened. Fields without a label are not for
 * forms (ids, nodes, wires) and are left out, except inside list items.
 */
export function describeFields(schema: z.ZodType): readonly FieldDescriptor[] {
  const known = cache.get(schema)
  if (known) return known
  const fields = describeObject(schema, '', undefined, false)
  cache.set(schema, fields)
  return fields
}

const settingsCache = new WeakMap<z.ZodType, readonly FieldDescriptor[]>()

/** The fields of a step's settings: as `describeFields`, and references, lists of them and references in list items say that they can be bound to a variable. */
export function describeSettings(schema: z.ZodType): readonly FieldDescriptor[] {
  const known = settingsCache.get(schema)
  if (known) return known
  const fields = describeFields(schema).map(bindableIfReference)
  settingsCache.set(schema, fields)
  return fields
}

function bindableIfReference(field: FieldDescriptor): FieldDescriptor {
  const items = field.itemFields ? { itemFields: field.itemFields.map(bindableIfReference) } : {}
  return { ...field, ...items, ...(field.refersTo ? { bindable: true } : {}) }
}

function describeObject(
  schema: z.ZodType,
  prefix: string,
  section: string | undefined,
  isItem: boolean,
): FieldDescriptor[] {
  const { shape } = unwrap(schema)
  if (shape.kind !== 'object') return []
  return Object.entries(shape.shape).flatMap(([key, field]) => {
    const unwrapped = unwrap(field)
    const name = prefix + key
    if (unwrapped.shape.kind === 'object') {
      const heading = [section, unwrapped.meta.label].filter((part) => part !== undefined).join(' · ')
      return describeObject(field, `${name}.`, heading || undefined, isItem)
    }
    if (unwrapped.meta.label === undefined && !isItem) return []
    return [describeField(name, section, unwrapped)]
  })
}

function describeField(name: string, section: string | undefined, unwrapped: UnwrappedSchema): FieldDescriptor {
  const { meta, nullable, shape } = unwrapped
  const type = typeOf(unwrapped)
  const options = optionsOf(unwrapped)
  const limits = limitsOf(unwrapped)
  const itemFields =
    shape.kind === 'array' && unwrap(shape.element).shape.kind === 'object'
      ? describeObject(shape.element, '', undefined, true)
      : undefined
  return {
    name,
    label: meta.label ?? name,
    ...(section === undefined ? {} : { section }),
    ...(meta.help === undefined ? {} : { help: meta.help }),
    ...(meta.unit === undefined ? {} : { unit: meta.unit }),
    control: meta.control ?? inferControl(type, options !== undefined, meta.refersTo !== undefined),
    type,
    ...(options === undefined ? {} : { options }),
    ...limits,
    ...(unwrapped.default === undefined ? {} : { default: unwrapped.default }),
    nullable,
    required: type === 'string' && !nullable && isRequired(unwrapped),
    ...(meta.refersTo === undefined ? {} : { refersTo: meta.refersTo }),
    advanced: meta.advanced ?? false,
    ...(meta.shownWhen === undefined ? {} : { shownWhen: meta.shownWhen }),
    secret: meta.secret ?? false,
    ...(itemFields === undefined ? {} : { itemFields }),
  }
}

function typeOf({ shape }: UnwrappedSchema): FieldType {
  if (shape.kind === 'array') return 'array'
  if (shape.kind === 'union') return shape.options[0] ? typeOf(unwrap(shape.options[0])) : 'string'
  if (shape.kind !== 'leaf') return 'string'
  if (shape.type === 'boolean') return 'boolean'
  if (shape.schema instanceof z.ZodNumber) return shape.schema.format === 'safeint' ? 'integer' : 'number'
  return 'string'
}

function optionsOf({ shape, meta }: UnwrappedSchema): FieldOption[] | undefined {
  if (shape.kind === 'array') {
    const element = unwrap(shape.element)
    return optionsOf({ ...element, meta: { ...element.meta, ...meta } })
  }
  if (shape.kind !== 'leaf') return undefined
  if (shape.type === 'number' && meta.options) return labelled(Object.keys(meta.options).map(Number), meta.options)
  const entries = (definitionOf(shape.schema) as { entries?: Record<string, string> }).entries // enums only
  return shape.type === 'enum' && entries ? labelled(Object.values(entries), meta.options) : undefined
}

const labelled = (
  values: readonly (string | number)[],
  words: Readonly<Record<string, string>> | undefined,
): FieldOption[] => values.map((value) => ({ value, label: words?.[value] ?? capitalised(String(value)) }))

const capitalised = (word: string) => word.charAt(0).toUpperCase() + word.slice(1).replaceAll('-', ' ')

function limitsOf({ shape }: UnwrappedSchema): Pick<FieldDescriptor, 'min' | 'max' | 'maxLength' | 'pattern'> {
  if (shape.kind === 'union') {
    return shape.options.map((option) => limitsOf(unwrap(option))).find((limits) => limits.pattern) ?? {}
  }
  if (shape.kind !== 'leaf') return {}
  if (shape.schema instanceof z.ZodNumber) {
    return { ...finite('min', shape.schema.minValue), ...finite('max', shape.schema.maxValue) }
  }
  if (!(shape.schema instanceof z.ZodString)) return {}
  const pattern = patternOf(shape.schema)
  return { ...finite('maxLength', shape.schema.maxLength), ...(pattern === undefined ? {} : { pattern }) }
}

function patternOf(schema: z.ZodString): string | undefined {
  for (const check of schema._zod.def.checks ?? []) {
    const { pattern } = check._zod.def as { readonly pattern?: RegExp } // only regex checks have one
    if (pattern) return pattern.source
  }
  return undefined
}

/** `int()` bounds numbers by the safe integers, which no form wants to read. */
const finite = <K extends string>(key: K, value: number | null | undefined): { [P in K]?: number } =>
  value === undefined || value === null || Math.abs(value) >= Number.MAX_SAFE_INTEGER
    ? {}
    : ({ [key]: value } as { [P in K]: number }) // a computed key widens to string

function isRequired({ shape, default: fallback }: UnwrappedSchema): boolean {
  if (fallback !== undefined) return false
  if (shape.kind === 'union') return shape.options.every((option) => isRequired(unwrap(option)))
  return shape.kind === 'leaf'
}

function inferControl(type: FieldType, hasOptions: boolean, refers: boolean): FieldControl {
  if (type === 'array') return refers ? 'reference-list' : hasOptions ? 'choice-list' : 'number-list'
  if (refers) return 'reference'
  if (hasOptions) return 'choice'
  if (type === 'boolean') return 'switch'
  return type === 'string' ? 'text' : 'count'
}
