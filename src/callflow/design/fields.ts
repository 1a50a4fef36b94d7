import { z } from 'zod'
import type { DocumentKind } from './kind.ts'

/**
 * Building blocks of settings and documents. Each is a zod schema whose `.meta()` carries what forms, references and generated pages
 * need; `z.toJSONSchema` hands all of it to the renderer, so no field is described twice.
 */
export interface FieldMeta {
  /** Sentence-case label above the field. */
  readonly label: string
  /** One line below the field. */
  readonly help?: string
  /** Shown in the field: `s`, `digits`, `%`. */
  readonly unit?: string
  /** How to edit it when the JSON type does not say enough. */
  readonly control?: FieldControl
  /** Kinds of document this id may name. Drives pickers, where-used and dangling-reference checks. */
  readonly refersTo?: readonly DocumentKind[]
  /** Folded away until asked for. */
  readonly advanced?: boolean
  /** Shown only while another field of the same form has one of these values. */
  readonly shownWhen?: { readonly field: string; readonly is: readonly unknown[] }
  /** Never shown in lists, logs or traces. */
  readonly secret?: boolean
  /** Words for enum values, or for the few numbers to choose from, by value. */
  readonly options?: Readonly<Record<string, string>>
}

export type FieldControl =
  | 'text'
  | 'long-text'
  | 'seconds'
  | 'count'
  | 'switch'
  | 'choice'
  | 'choice-list'
  | 'ordered-choices'
  | 'reference'
  | 'reference-list'
  | 'members'
  | 'line-keys'
  | 'number-list'
  | 'secret'
  | 'time-of-day'
  | 'instant'
  | 'weekdays'
  | 'timezone'
  | 'regex'

type Describe = Omit<FieldMeta, 'control' | 'refersTo'>

/** Document ids: URL-safe, at most 64 characters. New ones are random UUIDs; imported ones are kept. */
export const idSchema = z.string().regex(/^[A-Za-z0-9_-]{1,64}$/)

export const text = (about: Describe & { readonly max?: number; readonly default?: string }) =>
  z
    .string()
    .max(about.max ?? 200)
    .default(about.default ?? '')
    .meta(meta(about, 'text'))

/** A regular expression in linear time (ADR 10); whether it can be read is for forms and checks to say. */
export const expression = (about: Describe) => z.string().max(256).default('').meta(meta(about, 'regex'))

export const longText = (about: Describe & { readonly max?: number }) =>
  z
    .string()
    .max(about.max ?? 4_000)
    .default('')
    .meta(meta(about, 'long-text'))

export const name = (about?: Partial<Describe>) =>
  z
    .string()
    .trim()
    .min(1)
    .max(128)
    .meta(meta({ label: 'Name', ...about }, 'text'))

/** Whole or fractional seconds, as administrators count. */
export const seconds = (about: Describe & { readonly min: number; readonly max: number; readonly default: number }) =>
  z
    .number()
    .min(about.min)
    .max(about.max)
    .default(about.default)
    .meta(meta({ unit: 's', ...about }, 'seconds'))

export const count = (about: Describe & { readonly min: number; readonly max: number; readonly default: number }) =>
  z.number().int().min(about.min).max(about.max).default(about.default).meta(meta(about, 'count'))

export const flag = (about: Describe & { readonly default: boolean }) =>
  z.boolean().default(about.default).meta(meta(about, 'switch'))

export const choice = <const V extends readonly [string, ...string[]]>(
  values: V,
  about: Describe & { readonly default: V[number] },
) =>
  z
    .enum(values)
    .default(about.default as never) // zod's default type is the enum's own value type, which V[number] is
    .meta(meta(about, 'choice'))

/** The name of a variable that a call carries (M37); empty while none is chosen. */
export const variableName = (about: Describe & { readonly default?: string }) =>
  z
    .string()
    .regex(/^([A-Za-z][A-Za-z0-9_-]{0,47})?$/)
    .default(about.default ?? '')
    .meta(meta(about, 'text'))

/**
 * A moment, as ISO 8601 with its offset from UTC: `2026-12-24T18:00:00-05:00`. Forms show it in the account's time zone. Null: none.
 */
export const instant = (about: Describe) =>
  z
    .string()
    .max(40)
    .regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:\d{2})$/)
    .refine((value) => !Number.isNaN(Date.parse(value)), 'no such moment')
    .nullable()
    .default(null)
    .meta(meta(about, 'instant'))

/** `Alert-Info` for phones: printable ASCII, at most 256 characters. */
export const ringtone = (label: string, help?: string) =>
  z
    .string()
    .regex(/^[\x20-\x7e]{0,256}$/)
    .default('')
    .meta(meta({ label, advanced: true, ...(help === undefined ? {} : { help }) }, 'text'))

/** `Alert-Info` that phones get, by where the call comes from (M29). */
export const ringtones = z
  .object({
    internal: ringtone('Calls from colleagues', 'Alert-Info, as the phones understand it.'),
    external: ringtone('Calls from outside', 'Alert-Info for calls that come in on a trunk.'),
  })
  .prefault({})
  .meta({ label: 'Ringtone', advanced: true })

/** The id of another document, or null while nothing is chosen. */
export const reference = (refersTo: DocumentKind | readonly DocumentKind[], about: Describe) =>
  idSchema
    .nullable()
    .default(null)
    .meta({ ...meta(about, 'reference'), refersTo: typeof refersTo === 'string' ? [refersTo] : refersTo })

export const referenceList = (
  refersTo: DocumentKind | readonly DocumentKind[],
  about: Describe & { readonly max?: number },
) => {
  const kinds = typeof refersTo === 'string' ? [refersTo] : refersTo
  return z
    .array(idSchema.meta({ refersTo: kinds }))
    .max(about.max ?? 500)
    .default([])
    .meta({ ...meta(about, 'reference-list'), refersTo: kinds })
}

/** What agents are good at, in words of one's own. */
export const skills = (about: Describe) =>
  z
    .array(z.string().trim().min(1).max(40))
    .max(20)
    .default([])
    .meta({ ...meta(about, 'number-list') })

/** An address on the web; empty while none is given. */
export const webAddress = (about: Describe) =>
  z
    .string()
    .regex(/^(https?:[/][/][^\s"<>\\^`{|}]{1,1000})?$/)
    .default('')
    .meta(meta(about, 'text'))

/** Numbers as they are dialled: digits, optional leading +, * and # for codes. */
export const dialStringSchema = z.string().regex(/^\+?[0-9*#]{1,32}$/)

export const secret = (about: Describe & { readonly max?: number }) =>
  z
    .string()
    .max(about.max ?? 128)
    .default('')
    .meta({ ...meta(about, 'secret'), secret: true })

function meta<A extends object>(about: A, control: FieldControl): A & { control: FieldControl } {
  const { min: _min, max: _max, default: _default, ...kept } = about as A & Record<string, unknown>
  return { ...(kept as unknown as A), control } // what is left after the limits is exactly the description
}
