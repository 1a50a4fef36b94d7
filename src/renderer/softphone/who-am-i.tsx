import { Phone, X } from 'lucide-react'
import { useMemo, useState } from 'react'
import type { User } from '../../callflow/design/document.ts'
import { useDesign, useDocuments } from '../store/design.ts'
import { navigate } from '../store/route.ts'
import { Button, IconButton } from '../ui/button.tsx'
import { Combobox } from '../ui/combobox.tsx'
import { Field } from '../ui/field.tsx'
import { becomePhoneOf } from './own-phone.ts'
import { openPhone } from './phone-store.ts'

/** Asked once in a browser: whose phone this is. `known`: somebody whose browser phone is not in the design any more. */
export function WhoAmI({ known }: { readonly known: User | undefined }) {
  const users = useDocuments('user')
  const isReadOnly = useDesign(({ info }) => Boolean(info?.readOnlyBecause))
  const [chosenId, choose] = useState<string | null>(known?.id ?? null)
  const [isBusy, setBusy] = useState(false)
  const people = useMemo(
    () =>
      users
        .filter(({ enabled }) => enabled)
        .toSorted((a, b) => a.name.localeCompare(b.name))
        .map(({ id, name, extension }) => ({ value: id, label: name, aside: extension })),
    [users],
  )
  const chosen = users.find(({ id }) => id === chosenId)
  const begin = async () => {
    if (!chosen) return
    setBusy(true)
    await becomePhoneOf(chosen)
    setBusy(false)
  }
  return (
    <>
      <header className="flex h-12 shrink-0 items-center gap-1 border-b border-line pr-2 pl-4">
        <h2 className="min-w-0 flex-1 truncate font-semibold">Phone</h2>
        <IconButton size="sm" label="Close the phone" icon={X} shortcut="p" onClick={() => openPhone(false)} />
      </header>
      <div className="flex flex-col gap-4 overflow-y-auto px-4 py-5">
        <span className="flex size-10 items-center justify-center rounded-card border border-line text-ink-faint">
          <Phone aria-hidden size={20} strokeWidth={1.5} />
        </span>
        <p className="text-ink-soft">
          {known
            ? `The browser phone of ${known.name} is not in the design any more.`
            : 'Call what you draw from here, and be called. Say whose phone this is.'}
        </p>
        {people.length === 0 ? (
          <>
            <p className="text-small text-ink-faint">Nobody is in the design yet.</p>
            <Button className="self-start" onClick={() => navigate('extensions')}>
              Add an extension
            </Button>
          </>
        ) : (
          <>
            <Field
              label="Who are you?"
              help="A browser phone is added to the design under this person, if there is none. This browser remembers who you are."
            >
              {(control) => (
                <Combobox
                  {...control}
                  aria-label="Who are you?"
                  value={chosenId}
                  options={people}
                  onChange={choose}
                  placeholder="Choose a person"
                />
              )}
            </Field>
            <Button
              variant="primary"
              className="self-start"
              busy={isBusy}
              disabled={!chosen || isReadOnly}
              onClick={() => void begin()}
            >
              This is my phone
            </Button>
            {isReadOnly ? (
              <p className="text-small text-amber">The design cannot be saved, so no phone can be added.</p>
            ) : null}
          </>
        )}
      </div>
    </>
  )
}
