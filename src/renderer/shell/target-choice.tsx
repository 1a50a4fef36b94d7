import { lookAt } from '../store/follow.ts'
import { useTarget, useTargets } from '../store/target.ts'
import { Field } from '../ui/field.tsx'
import { Select } from '../ui/select.tsx'

/** Which engine pages are about; nothing while there is only one. */
export function TargetChoice() {
  const list = useTargets((state) => state.list)
  const about = useTarget((state) => state.about)
  if (list.length < 2 || !about) return null
  return (
    <Field label="Pages are about">
      {(control) => (
        <Select
          {...control}
          value={about.id}
          options={list.map(({ id, name }) => ({ value: id, label: name }))}
          onChange={(id) => void lookAt(id)}
        />
      )}
    </Field>
  )
}
