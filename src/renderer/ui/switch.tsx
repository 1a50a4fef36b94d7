import { Checkbox as RadixCheckbox, Switch as Radix } from 'radix-ui'
import { Check } from 'lucide-react'

interface ToggleProps {
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
  readonly id?: string
  readonly 'aria-label'?: string
  readonly 'aria-describedby'?: string | undefined
  readonly 'aria-invalid'?: true | undefined
}

export function Switch({ checked, onChange, ...rest }: ToggleProps) {
  return (
    <Radix.Root
      {...rest}
      checked={checked}
      onCheckedChange={onChange}
      className="relative h-4 w-7 shrink-0 rounded-full bg-grey-8 align-middle transition-colors disabled:opacity-50 data-[state=checked]:bg-accent"
    >
      <Radix.Thumb className="block size-3 translate-x-0.5 rounded-full bg-white transition-transform data-[state=checked]:translate-x-3.5" />
    </Radix.Root>
  )
}

export function Checkbox({ checked, onChange, ...rest }: ToggleProps) {
  return (
    <RadixCheckbox.Root
      {...rest}
      checked={checked}
      onCheckedChange={(next) => onChange(next === true)}
      className="flex size-4 shrink-0 items-center justify-center rounded-[4px] border border-grey-8 bg-surface disabled:opacity-50 data-[state=checked]:border-accent data-[state=checked]:bg-accent"
    >
      <RadixCheckbox.Indicator>
        <Check aria-hidden size={12} strokeWidth={3} className="text-on-accent" />
      </RadixCheckbox.Indicator>
    </RadixCheckbox.Root>
  )
}
