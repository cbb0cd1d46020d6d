import type { NoticeReport, Report } from '../../../demo/lab/protocol.ts';

/** What a page of the lab was told by its worker, and what it saved. */
export interface Heard {
  /** The latest report of each kind. */
  readonly latest: { [Kind in Report['kind']]?: Extract<Report, { kind: Kind }> };
  /** How many reports there were of each kind. */
  readonly counts: Record<string, number>;
  readonly losses: number[];
  readonly notices: NoticeReport[];
  readonly saved: { readonly name: string; readonly bytes: number[] }[];
}

declare global {
  /** In pages of the lab. */
  var heard: Heard;
}

/** In the page, before anything else: notes what its worker says, and takes files instead of the browser. */
export function listen(): void {
  const heard: Heard = { latest: {}, counts: {}, losses: [], notices: [], saved: [] };
  globalThis.heard = heard;
  globalThis.Worker = class extends Worker {
    constructor(url: string | URL, options?: WorkerOptions) {
      super(url, options);
      this.addEventListener('message', ({ data }) => {
        (heard.latest as Record<string, Report>)[data.kind] = data;
        heard.counts[data.kind] = (heard.counts[data.kind] ?? 0) + 1;
        if (data.kind === 'training') heard.losses.splice(data.from, Number.POSITIVE_INFINITY, ...data.losses);
        if (data.kind === 'notice') heard.notices.push(data);
      });
    }
  };
  const blobs = new Map<string, Blob>();
  const { createObjectURL } = URL;
  URL.createObjectURL = (content: Blob) => {
    const url = createObjectURL(content);
    blobs.set(url, content);
    return url;
  };
  const { click } = HTMLElement.prototype;
  HTMLAnchorElement.prototype.click = function () {
    const content = blobs.get(this.href);
    if (!this.download || !content) return click.call(this);
    const { download: name } = this;
    void content.arrayBuffer().then((bytes) => heard.saved.push({ name, bytes: [...new Uint8Array(bytes)] }));
  };
}
