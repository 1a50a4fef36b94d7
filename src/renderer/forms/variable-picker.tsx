import { Variable } from 'lucide-react'
import { standInFor, variableNamePattern, variableOfStandIn } from '../../callflow/design/variables.ts'
import { IconButton } from '../ui/button.tsx'
import { Combobox, type ComboboxProps, type CreateAction } from '../ui/combobox.tsx'
import { useVariableOptions } from './variable-options.ts'

export interface VariablePickerProps extends Omit<ComboboxProps, 'options' | 'create' | 'value'> {
  /** The stand-in of the variable chosen now, or anything else while none is. */
  readonly value: string | null
}

/** Chooses the variable of the call that names the document (M37). A name no step sets yet can be typed. */
export function VariablePicker({ value, onChange, ...rest }: VariablePickerProps) {
  const options = useVariableOptions(value)
  return (
    <Combobox
      placeholder="Choose variable"
      {...rest}
      value={variableOfStandIn(value ?? '') === undefined ? null : value}
      options={options}
      onChange={onChange}
      create={[typedVariable((variable) => onChange(standInFor(variable)))]}
    />
  )
}

/** Whether a field reads a variable; beside the field it belongs to. */
export function ByVariableToggle({
  pressed,
  onToggle,
  of,
  disabled = false,
}: {
  readonly pressed: boolean
  readonly onToggle: (pressed: boolean) => void
  /** What the field is called, or who the row is. */
  readonly of: string
  readonly disabled?: boolean
}) {
  return (
    <IconButton
      size="sm"
      icon={Variable}
      label="Route by variable"
      aria-label={`Route by variable: ${of}`}
      pressed={pressed}
      disabled={disabled}
      onClick={() => onToggle(!pressed)}
    />
  )
}

const typedVariable = (choose: (variable: string) => void): CreateAction => ({
  label: 'Use variable',
  run: (typed) => choose(typed.trim()),
  accepts: (typed) => variableNamePattern.test(typed.trim()),
})
