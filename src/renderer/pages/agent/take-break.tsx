import { useState } from 'react'
import { Button } from '../../ui/button.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { setAgent } from '../wallboard/agent-orders.ts'

const lengths = [
  { value: '300', label: '5 minutes' },
  { value: '900', label: '15 minutes' },
  { value: '1800', label: '30 minutes' },
  { value: '3600', label: '1 hour' },
  { value: '28800', label: 'until I am back, 8 hours at most' },
]

/** A break with its reason. It ends by itself, so that nobody who forgot stays away for ever. */
export function TakeBreak({ agentId, reasons }: { readonly agentId: string; readonly reasons: readonly string[] }) {
  const [length, setLength] = useState('900')
  const begin = (reason: string) => void setAgent({ agentId, action: 'pause', reason, pauseSec: Number(length) })
  return (
    <section aria-label="Take a break" className="rounded-card border border-line bg-surface px-5 py-4">
      <h3 className="mb-2 text-label font-medium text-ink-soft">Take a break</h3>
      <Field label="For">
        {(control) => <Select {...control} value={length} options={lengths} onChange={setLength} />}
      </Field>
      <div className="mt-3 flex flex-wrap gap-2">
        {reasons.map((reason) => (
          <Button key={reason} onClick={() => begin(reason)}>
            {reason}
          </Button>
        ))}
        <Button variant="ghost" onClick={() => begin('')}>
          Without a reason
        </Button>
      </div>
    </section>
  )
}
