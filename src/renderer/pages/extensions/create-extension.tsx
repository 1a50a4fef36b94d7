import { type FormEvent, useId, useState } from 'react'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { designSnapshot, takeChange, toastUndo } from '../../store/design.ts'
import { navigate } from '../../store/route.ts'
import { Button } from '../../ui/button.tsx'
import { Dialog } from '../../ui/dialog.tsx'
import { Field } from '../../ui/field.tsx'
import { Select } from '../../ui/select.tsx'
import { TextInput } from '../../ui/text-input.tsx'
import { nextExtension } from './seats.ts'

const deviceTypes = [
  { value: 'desk-phone', label: 'Desk phone' },
  { value: 'softphone', label: 'Softphone' },
  { value: 'browser-phone', label: 'Browser phone' },
] as const

interface Draft {
  readonly extension: string
  readonly firstName: string
  readonly lastName: string
  readonly email: string
  readonly deviceType: (typeof deviceTypes)[number]['value']
  readonly pin: string
}

/** User, phone, mailbox and callflow in one change. */
export function CreateExtension({ onClose }: { readonly onClose: () => void }) {
  const formId = useId()
  const [draft, setDraft] = useState<Draft>(() => ({
    extension: firstFree(),
    firstName: '',
    lastName: '',
    email: '',
    deviceType: 'desk-phone',
    pin: '',
  }))
  const [errors, setErrors] = useState<Partial<Record<keyof Draft, string>>>({})
  const [busy, setBusy] = useState(false)
  const set = (part: Partial<Draft>) => {
    setDraft({ ...draft, ...part })
    setErrors({})
  }
  const submit = async (event: FormEvent) => {
    event.preventDefault()
    const wrong = problems(draft)
    setErrors(wrong)
    if (Object.keys(wrong).length > 0) return
    setBusy(true)
    try {
      const made = await takeChange(
        (designId) => api().documents.createExtension({ designId, ...draft }),
        (answer) => answer.change,
      )
      onClose()
      navigate('extensions', made.userId)
      toastUndo(`Created ${draft.extension} ${draft.firstName} ${draft.lastName}`.trim())
    } catch (error) {
      setErrors({ extension: refusalOf(error).message })
      setBusy(false)
    }
  }
  return (
    <Dialog
      open
      onClose={onClose}
      title="New extension"
      description="Makes the person, a phone, a mailbox and the callflow that rings them for 20 s and then takes a message."
      footer={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button type="submit" form={formId} variant="primary" busy={busy}>
            Create
          </Button>
        </>
      }
    >
      <form id={formId} noValidate onSubmit={(event) => void submit(event)} className="flex flex-col gap-3.5 py-1">
        <div className="grid grid-cols-2 gap-3">
          <Field label="First name" error={errors.firstName}>
            {(control) => (
              <TextInput
                {...control}
                autoFocus
                value={draft.firstName}
                maxLength={64}
                onChange={(firstName) => set({ firstName })}
              />
            )}
          </Field>
          <Field label="Last name">
            {(control) => (
              <TextInput
                {...control}
                value={draft.lastName}
                maxLength={64}
                onChange={(lastName) => set({ lastName })}
              />
            )}
          </Field>
        </div>
        <div className="grid grid-cols-2 items-start gap-3">
          <Field label="Extension" error={errors.extension}>
            {(control) => (
              <TextInput
                {...control}
                mono
                value={draft.extension}
                maxLength={10}
                onChange={(extension) => set({ extension })}
              />
            )}
          </Field>
          <Field label="Phone">
            {(control) => (
              <Select
                {...control}
                value={draft.deviceType}
                options={deviceTypes}
                onChange={(deviceType) => set({ deviceType })}
              />
            )}
          </Field>
        </div>
        <Field label="E-mail" error={errors.email}>
          {(control) => (
            <TextInput {...control} value={draft.email} maxLength={254} onChange={(email) => set({ email })} />
          )}
        </Field>
        <Field
          label="Mailbox PIN"
          help="Up to six digits. Without one, only the person's own phones open the box."
          error={errors.pin}
        >
          {(control) => (
            <TextInput
              {...control}
              mono
              value={draft.pin}
              maxLength={6}
              inputMode="numeric"
              onChange={(pin) => set({ pin })}
            />
          )}
        </Field>
      </form>
    </Dialog>
  )
}

function firstFree(): string {
  const design = designSnapshot()
  return nextExtension([
    ...design.list('callflow').flatMap((flow) => flow.numbers),
    ...design.list('user').map((user) => user.extension),
  ])
}

function problems(draft: Draft): Partial<Record<keyof Draft, string>> {
  const wrong: Partial<Record<keyof Draft, string>> = {}
  if (!draft.firstName.trim()) wrong.firstName = 'A first name is needed.'
  if (!/^[0-9]{2,10}$/.test(draft.extension)) wrong.extension = 'Two to ten digits.'
  if (!/^[0-9]{0,6}$/.test(draft.pin)) wrong.pin = 'Digits only, at most six.'
  const holder = designSnapshot()
    .list('callflow')
    .find((flow) => flow.numbers.includes(draft.extension))
  if (holder) wrong.extension = `${draft.extension} is already used by “${holder.name}”.`
  return wrong
}
