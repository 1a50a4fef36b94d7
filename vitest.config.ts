import { defineConfig } from 'vitest/config'

// unit: beside the code. sip: real phones against a real engine. kept: what is left of processes that are killed, full disks and clocks
// that jump. attack: what strangers do, with a phone beside that must not notice. e2e: a real browser against the real app. The groups run
// one after another (groupOrder): calls and browsers are timed, and unit tests would take their processor.
export default defineConfig({
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          sequence: { groupOrder: 0 },
          pool: 'forks',
          include: [
            'src/**/*.test.ts',
            'src/**/*.test.tsx',
            'tests/conformance/**/*.test.ts',
            'resources/**/*.test.ts',
          ],
          testTimeout: 20_000,
          // Of its own, or two processors would be taken for one.
          maxWorkers: '100%',
        },
      },
      {
        extends: true,
        test: {
          name: 'sip',
          sequence: { groupOrder: 1 },
          pool: 'forks',
          include: ['tests/sip/**/*.test.ts'],
          testTimeout: 90_000,
          hookTimeout: 60_000,
          // Calls wait most of the time, and every file has its own engine and ports.
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: {
          name: 'kept',
          sequence: { groupOrder: 1 },
          pool: 'forks',
          include: ['tests/kept/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          maxWorkers: 3,
        },
      },
      {
        extends: true,
        test: {
          name: 'attack',
          sequence: { groupOrder: 2 },
          pool: 'forks',
          include: ['tests/attack/**/*.test.ts'],
          testTimeout: 120_000,
          hookTimeout: 60_000,
          fileParallelism: false,
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          sequence: { groupOrder: 3 },
          pool: 'forks',
          include: ['tests/e2e/**/*.test.ts'],
          testTimeout: 180_000,
          hookTimeout: 120_000,
          // Pages wait for answers most of the time: two browsers hardly get in each other's way.
          maxWorkers: 2,
          expect: { poll: { timeout: 15_000 } },
        },
      },
    ],
  },
})
