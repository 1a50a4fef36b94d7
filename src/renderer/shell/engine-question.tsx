import { Button } from '../ui/button.tsx'
import { Dialog } from '../ui/dialog.tsx'
import { dropQuestion, useEngineQuestion } from './engine-actions.ts'

/** Before something ends calls, or takes the engine from another design. */
export function EngineQuestionDialog() {
  const question = useEngineQuestion((state) => state.question)
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
            onClick={() => {
              dropQuestion()
              void question?.act()
            }}
          >
            {question?.goOn}
          </Button>
        </>
      }
    />
  )
}
