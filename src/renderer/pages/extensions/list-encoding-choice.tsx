import { type ListEncoding, listEncodings } from '../../../callflow/exchange/csv/list-text.ts'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'

/** For a file that does not say how its letters are written: the names below show whether it is the right one. */
export function ListEncodingChoice({
  value,
  onChange,
}: {
  readonly value: ListEncoding
  readonly onChange: (encoding: ListEncoding) => void
}) {
  return (
    <Field label="The file is not UTF-8; read it as" inline>
      {(control) => (
        <div className="w-[240px]">
          <Select {...control} value={value} options={options} onChange={onChange} />
        </div>
      )}
    </Field>
  )
}

const options = Object.entries(listEncodings).map(([value, label]) => ({ value: value as ListEncoding, label })) // its own keys
