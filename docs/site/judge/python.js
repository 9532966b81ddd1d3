/* Python in a worker: started when it is first needed, ended when a check takes too long, started anew for the next one. */

export class Python {
  /** Addresses of Pyodide's folder, of the package and of the worker. */
  constructor(addresses) {
    this.addresses = addresses;
  }

  /** Start, unless this was done; a promise that fails where Pyodide cannot be had. */
  start() {
    this.started ??= this.#begin().catch((error) => {
      this.end();
      throw error;
    });
    return this.started;
  }

  async #begin() {
    const { worker, python, elman } = this.addresses;
    this.worker = new Worker(worker, { type: "module" });
    await this.#ask({ python, elman });
  }

  /** One message to the worker, and what it answers. */
  #ask(message) {
    return new Promise((resolve, reject) => {
      this.refuse = reject;
      this.worker.onmessage = ({ data }) => ("fault" in data ? reject(new Error(data.fault)) : resolve(data));
      this.worker.onerror = (event) => reject(new Error(event.message ?? "the worker could not be started"));
      this.worker.postMessage(message);
    });
  }

  /** Check a text; fails with `Stopped` after so many seconds and when `end` is called, with `Broken` when Python breaks. */
  async check(exercise, text, seconds) {
    await this.start();
    const limit = setTimeout(() => this.end(new Stopped(seconds)), 1000 * seconds);
    try {
      return (await this.#ask({ check: [exercise.imports, text, exercise.calls] })).result;
    } catch (error) {
      if (error instanceof Stopped) throw error;
      this.end();
      throw new Broken(error.message);
    } finally {
      clearTimeout(limit);
    }
  }

  /** End what runs, whatever it is. */
  end(why = new Stopped()) {
    this.worker?.terminate();
    this.refuse?.(why);
    this.worker = this.started = this.refuse = undefined;
  }
}

/** Python itself has broken down, of too deep a recursion or for want of memory. */
export class Broken extends Error {}

/** Why a check gave nothing: it was ended after so many seconds, or by hand. */
export class Stopped extends Error {
  constructor(seconds) {
    super("stopped");
    this.seconds = seconds;
  }
}
