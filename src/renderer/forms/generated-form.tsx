import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import { useState } from 'react'
import type { FieldDescriptor } from '../../callflow/design/describe.ts'
import { cx } from '../ui/cx.ts'
import type { FieldLimits } from './field-limits.ts'
import type { FormErrors } from './form-errors.ts'
import { GeneratedField } from './generated-field.tsx'
import { getAt } from './paths.ts'

export interface GeneratedFormProps {
  readonly fields: readonly FieldDescriptor[]
  readonly value: object
  readonly errors: FormErrors
  readonly onChange: (field: FieldDescriptor, value: unknown) => void
  /** The focus left a field: what was typed can be tidied. */
  readonly onBlur?: (field: FieldDescriptor) => void
  readonly refuse?: (field: FieldDescriptor, entry: string) => string | null
  /** What a field may be given beyond what its schema says. */
  readonly limits?: (field: FieldDescriptor) => FieldLimits
  readonly ownId?: string | undefined
  readonly disabled?: boolean
}

/** Described fields in their order; nested objects under a heading, advanced ones folded away. */
export function GeneratedForm({ fields, ...rest }: GeneratedFormProps) {
  const plain = fields.filter((field) => !field.advanced && field.section === undefined)
  const advanced = fields.filter((field) => field.advanced && field.section === undefined)
  const sections = Map.groupBy(
    fields.filter((field) => field.section !== undefined),
    (field) => (field.section ?? '').split(' · ')[0] ?? '',
  )
  const hasError = (list: readonly FieldDescriptor[]) => list.some((field) => rest.errors[field.name])
  return (
    <div className="flex flex-col gap-4">
      <FieldColumn fields={plain} {...rest} />
      {[...sections].map(([heading, list]) => (
        <Disclosure key={heading} label={heading} forcedOpen={hasError(list)}>
          <SectionFields fields={list} {...rest} />
        </Disclosure>
      ))}
      {advanced.length > 0 ? (
        <Disclosure label="Advanced" forcedOpen={hasError(advanced)}>
          <FieldColumn fields={advanced} {...rest} />
        </Disclosure>
      ) : null}
    </div>
  )
}

function FieldColumn(props: GeneratedFormProps) {
  const { fields, value, errors, onChange, onBlur, refuse, limits, ownId, disabled } = props
  return (
    <div className="flex flex-col gap-3.5">
      {paired(fields).map((row) => (
        <div key={row[0]?.name} className={cx(row.length === 2 && 'grid grid-cols-2 items-start gap-3')}>
          {row.map((field) => (
            <div key={field.name} onBlur={() => onBlur?.(field)} className="min-w-0">
              <GeneratedField
                field={field}
                value={getAt(value, field.name)}
                error={errors[field.name]}
                onChange={(next) => onChange(field, next)}
                ownId={ownId}
                disabled={(disabled ?? false) || (limits?.(field).isLocked ?? false)}
                except={limits?.(field).except ?? []}
                {...(refuse ? { refuse: (entry: string) => refuse(field, entry) } : {})}
              />
            </div>
          ))}
        </div>
      ))}
    </div>
  )
}

/** `Caller ID · External calls` and its like: one small heading for each, fields side by side. */
function SectionFields({ fields, ...rest }: GeneratedFormProps) {
  const groups = Map.groupBy(fields, (field) => field.section?.split(' · ').slice(1).join(' · ') ?? '')
  return (
    <div className="flex flex-col gap-4">
      {[...groups].map(([heading, list]) => (
        <div key={heading} role="group" aria-label={heading || undefined} className="flex flex-col gap-2">
          {heading ? <div className="text-small font-medium text-ink">{heading}</div> : null}
          {list.every((field) => field.control === 'text') ? (
            <div className="grid grid-cols-2 gap-3">
              <FieldsFlat fields={list} {...rest} />
            </div>
          ) : (
            <FieldColumn fields={list} {...rest} />
          )}
        </div>
      ))}
    </div>
  )
}

function FieldsFlat({ fields, ...rest }: GeneratedFormProps) {
  return fields.map((field) => <FieldColumn key={field.name} fields={[field]} {...rest} />)
}

export function Disclosure({
  label,
  forcedOpen = false,
  children,
}: {
  readonly label: string
  readonly forcedOpen?: boolean
  readonly children: ReactNode
}) {
  const [chosen, setChosen] = useState(false)
  const open = chosen || forcedOpen
  return (
    <section className="border-t border-line pt-3">
      <button
        type="button"
        aria-expanded={open}
        onClick={() => setChosen(!open)}
        className="-ml-1 flex h-6 items-center gap-1 rounded-control pr-2 text-small font-medium text-ink-soft hover:text-ink"
      >
        <ChevronRight aria-hidden size={14} className={cx('transition-transform', open && 'rotate-90')} />
        {label}
      </button>
      {open ? <div className="pt-3">{children}</div> : null}
    </section>
  )
}

/** Two short number fields, or opens and closes, stand side by side. */
function paired(fields: readonly FieldDescriptor[]): readonly (readonly FieldDescriptor[])[] {
  const rows: FieldDescriptor[][] = []
  for (const field of fields) {
    const last = rows.at(-1)
    const [before] = last ?? []
    if (last?.length === 1 && before && isShort(before) && isShort(field) && !field.help === !before.help)
      last.push(field)
    else rows.push([field])
  }
  return rows
}

function isShort(field: FieldDescriptor): boolean {
  return ['seconds', 'count', 'time-of-day'].includes(field.control) || ['firstName', 'lastName'].includes(field.name)
}
