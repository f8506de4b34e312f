export const moment = {
  moment: {
    label: 'The run over time',
    moment: 'Moment',
    play: 'Play the run',
    pause: 'Pause',
    now: 'Now',
    after: (duration: string) => `${duration} after its beginning`,
    back: 'Back to now',
  },
} as const;
