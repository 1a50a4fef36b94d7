import { parentPort, workerData } from 'node:worker_threads'
import { convertAudio } from './convert-audio.ts'
import type { ConvertWork } from './convert-sound.ts'

/** Converts the one sound it is given and ends. */
const { bytes, maxMinutes } = workerData as ConvertWork // given by convert-sound.ts
const conversion = await convertAudio(bytes, maxMinutes)
parentPort?.postMessage(conversion)
