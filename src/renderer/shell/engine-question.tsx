import { useState } from 'react'
import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { Field } from '../ui/field.tsx'
import { TextInput } from '../ui/text-input.tsx'
import { dropQuestion, useEngineQuestion } from './engine-actions.ts'

/** Before something ends calls, or takes the engine from another design. */
export function EngineQuestionDialog() {
  const question = useEngineQuestion((state) => state.question)
  const [why, setWhy] = useState('')
  return (
    <Dialog
      open={question !== null}
      onClose={dropQuestion}
      title={question?.title ?? ''}
      description={question?.words}
      footer={
        <>
          <Button onClick={dropQuestion}>Leave it</Button>
          <Button
            variant="danger"
            disabled={question?.asksWhy === true && why.trim() === ''}
            onClick={() => {
              dropQuestion()
              setWhy('')
              void question?.act(why.trim())
            }}
          >
            {question?.goOn}
          </Button>
        </>
      }
    >
      {question?.asksWhy ? (
        <Field label="Why" help="It stands in the list of deployments.">
          {(control) => <TextInput {...control} value={why} onChange={setWhy} maxLength={500} />}
        </Field>
      ) : null}
    </Dialog>
  )
}
