/** Trains in slices between messages. */
import type { PlayOptions, Snapshot, WorkerCalls } from "./protocol";
import type { Session } from "./session";

const slice = 8; // ms: half a frame, so that calls and snapshots come in between

export class Player implements WorkerCalls {
  private playing = false;
  private options: PlayOptions = { epochs_per_second: 0, stop_below: null };
  private pageIsReady = true;
  private lookAfter = 0; // time from which on the next look may be
  private slices = 1; // epochs in the next slice
  private owed = 0; // epochs that a slow pace has yet to train
  private last = 0; // when the pace was last looked at
  private readonly channel = new MessageChannel(); // a turn of the event loop without setTimeout's 4 ms

  constructor(
    private readonly session: Session,
    private readonly show: (snapshot: Snapshot) => void,
    private readonly fail: (error: unknown) => void,
  ) {
    this.channel.port1.onmessage = () => {
      try {
        this.run();
      } catch (error) {
        this.playing = false;
        this.fail(error);
      }
    };
  }

  play(options: PlayOptions): void {
    this.options = options;
    if (this.playing) return;
    this.playing = true;
    this.owed = 0;
    this.last = performance.now();
    this.next();
  }

  pause(): Snapshot {
    this.playing = false;
    return this.look();
  }

  drawn(): void {
    this.pageIsReady = true;
  }

  /** Every snapshot says whether training goes on. */
  mark(snapshot: Snapshot): Snapshot {
    snapshot.playing = this.playing;
    return snapshot;
  }

  private look(): Snapshot {
    return this.mark(this.session.call("snapshot"));
  }

  private next(): void {
    this.channel.port2.postMessage(null);
  }

  private run(): void {
    if (!this.playing) return;
    const finished = this.train();
    if (finished !== null) {
      this.playing = false;
      const snapshot = this.look();
      snapshot.finished = finished;
      this.show(snapshot);
      return;
    }
    const now = performance.now();
    if (this.pageIsReady && now >= this.lookAfter) {
      this.pageIsReady = false;
      this.show(this.look());
      // A look at a large network on many points takes its time: most of it is for training.
      const end = performance.now();
      if (end - now > slice) this.lookAfter = end + 2 * (end - now);
    }
    if (this.owed < 1 && this.options.epochs_per_second > 0) setTimeout(() => this.next(), 4);
    else this.next();
  }

  /** One slice; returns why training ends, or null. */
  private train(): string | null {
    const start = performance.now();
    let epochs = this.slices;
    if (this.options.epochs_per_second > 0) {
      this.owed += ((start - this.last) / 1000) * this.options.epochs_per_second;
      this.owed = Math.min(this.owed, Math.max(1, this.options.epochs_per_second / 10));
      epochs = Math.min(epochs, Math.floor(this.owed));
      this.owed -= epochs;
    }
    this.last = start;
    if (epochs < 1) return null;
    const { finished, train_loss } = this.session.call("advance", epochs);
    const took = performance.now() - start;
    if (epochs === this.slices) this.adapt(took);
    if (finished !== null) return finished;
    const below = this.options.stop_below;
    return below !== null && train_loss < below ? "stop condition" : null;
  }

  /** As many epochs as fit the slice, never more than twice as many as before. */
  private adapt(took: number): void {
    const fits = (this.slices * slice) / Math.max(took, 0.01);
    this.slices = Math.max(1, Math.round(Math.min(fits, 2 * this.slices)));
  }
}
