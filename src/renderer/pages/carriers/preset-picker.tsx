import { carrierPresets, presetOf, withPreset } from '../../../callflow/design/carrier-presets.ts'
import type { Trunk } from '../../../callflow/design/document.ts'
import { applyChange, useDesign } from '../../store/design.ts'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'

const options = carrierPresets.map(({ id, name }) => ({ value: id, label: name }))

/** Fills the form in as a known carrier wants it, in one step that can be undone. */
export function PresetPicker({ trunk }: { readonly trunk: Trunk }) {
  const isReadOnly = useDesign((state) => Boolean(state.info?.readOnlyBecause))
  const known = presetOf(trunk)
  const fillIn = (id: string) => {
    const preset = carrierPresets.find((each) => each.id === id)
    if (!preset) return
    void applyChange({
      label: `Fill in ${trunk.name} as ${preset.name}`,
      put: [withPreset(trunk, preset)],
      from: [trunk],
    })
  }
  return (
    <Field
      label="Fill in as"
      help={known?.says ?? 'Host, numbers, caller ID and codecs as a carrier wants them. Undo takes it back.'}
    >
      {(control) => (
        <Select
          {...control}
          value={known?.id ?? ''}
          options={options}
          onChange={fillIn}
          placeholder="Choose a carrier"
          disabled={isReadOnly}
        />
      )}
    </Field>
  )
}
