import { Send } from 'lucide-react'
import { useState } from 'react'
import type { DocumentOf } from '../../../callflow/design/document.ts'
import { isMailAddress } from '../../../callflow/design/kinds/mail-settings.ts'
import { api } from '../../api/client.ts'
import { refusalOf } from '../../api/refusal.ts'
import { DocumentForm } from '../../forms/document-form.tsx'
import { target } from '../../store/target.ts'
import { Button } from '../../ui/button.tsx'
import { cx } from '../../ui/cx.ts'
import { Field } from '../../ui/field.tsx'
import { TextInput } from '../../ui/text-input.tsx'

/** Where mail about messages and missed calls leaves, and a way to find out whether it does. */
export function MailSection({ account }: { readonly account: DocumentOf<'account'> }) {
  return (
    <section aria-label="Mail" className="border-t border-line pt-6">
      <h2 className="text-body font-semibold">Mail</h2>
      <p className="mb-4 text-small text-ink-faint">Tells people of voicemail and missed calls.</p>
      <div className="flex flex-col gap-4">
        <DocumentForm key={account.id} document={account} only={['mail']} />
        <TestMail settings={account.mail} />
      </div>
    </section>
  )
}

/** The engine sends it: its way to the server is the one that counts. */
function TestMail({ settings }: { readonly settings: DocumentOf<'account'>['mail'] }) {
  const [to, setTo] = useState('')
  const [isSending, setIsSending] = useState(false)
  const [answer, setAnswer] = useState<Shown | null>(null)
  const send = async () => {
    setIsSending(true)
    setAnswer(null)
    try {
      setAnswer(shown(await api().operate.mail.test({ ...target(), to: to.trim(), settings })))
    } catch (error) {
      setAnswer({ isGood: false, words: refusalOf(error).message })
    } finally {
      setIsSending(false)
    }
  }
  return (
    <div className="flex flex-col gap-2">
      <Field label="Send a test mail to" help="By the settings above, synced or not.">
        {(control) => (
          <div className="flex gap-2">
            <TextInput
              {...control}
              type="email"
              value={to}
              onChange={setTo}
              maxLength={254}
              placeholder="you@example.com"
            />
            <Button icon={Send} busy={isSending} disabled={!isMailAddress(to.trim())} onClick={() => void send()}>
              Send
            </Button>
          </div>
        )}
      </Field>
      <p role="status" className={cx('text-small break-words', answer?.isGood ? 'text-green' : 'text-red')}>
        {answer?.words}
      </p>
    </div>
  )
}

type MailTest = Awaited<ReturnType<ReturnType<typeof api>['operate']['mail']['test']>>

interface Shown {
  readonly isGood: boolean
  readonly words: string
}

function shown({ outcome, answer }: MailTest): Shown {
  switch (outcome) {
    case 'taken':
      return { isGood: true, words: `The server took it: ${answer}` }
    case 'refused':
      return { isGood: false, words: `The server refused it: ${answer}` }
    case 'no-server':
      return { isGood: false, words: `The server could not be used: ${answer}` }
    case 'not-set-up':
      return { isGood: false, words: answer }
  }
}
