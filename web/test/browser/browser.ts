/** A page in headless Chromium, from files served under a path of their own, with every complaint noted. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { createServer as createSecureServer } from "node:https";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { extname, join, normalize, resolve } from "node:path";
import { chromium, type Browser, type BrowserContext, type Page } from "playwright-core";

const web = process.env.CRESCENT_WEB!;
export const dist = process.env["CRESCENT_PAGE"] ?? join(web, "dist");
export const root = join(web, "..");
/** The command, for what must agree with it. */
export const crescent = resolve(process.env["CRESCENT"] ?? join(root, "build/dev/crescent"));
const path = "/some/where/";

const types: Record<string, string> = {
  ".html": "text/html",
  ".js": "text/javascript",
  ".css": "text/css",
  ".wasm": "application/wasm",
  ".svg": "image/svg+xml",
  ".woff2": "font/woff2",
};

function chromiumAt(): string {
  const places = [process.env["CHROMIUM"], "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];
  const found = places.find((place) => place && existsSync(place));
  if (!found)
    throw new Error(
      "The tests of the page need Chromium: 'tools/setup playground' installs it; or set CHROMIUM to one.",
    );
  return found;
}

/** A key and a certificate that nobody vouches for; null where there is no openssl. */
function certificate(): { key: Buffer; cert: Buffer } | null {
  const folder = mkdtempSync(join(tmpdir(), "crescent-key-"));
  try {
    const [key, cert] = [join(folder, "key"), join(folder, "cert")];
    execFileSync(
      "openssl",
      [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
        "-keyout",
        key,
        "-out",
        cert,
      ],
      { stdio: "ignore" },
    );
    return { key: readFileSync(key), cert: readFileSync(cert) };
  } catch {
    return null;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What is at `path`, and nothing elsewhere: the page must not reach out of its folder. */
function serve(identity: { key: Buffer; cert: Buffer } | null): Promise<Server> {
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const asked = new URL(request.url!, "http://localhost").pathname;
    const name = asked.startsWith(path) ? normalize(asked.slice(path.length)) || "." : "..";
    const file = join(dist, name === "." ? "index.html" : name);
    if (name.startsWith("..") || !existsSync(file) || !statSync(file).isFile()) {
      response.writeHead(404).end();
      return;
    }
    response
      .writeHead(200, { "content-type": types[extname(file)] ?? "application/octet-stream" })
      .end(readFileSync(file));
  };
  const server = identity ? createSecureServer(identity, answer) : createServer(answer);
  return new Promise((resolve) => server.listen(0, "127.0.0.1", () => resolve(server)));
}

export class Site {
  /** Errors of pages and requests that went elsewhere or failed. */
  readonly complaints: string[] = [];

  private constructor(
    private readonly server: Server,
    private readonly browser: Browser,
    readonly address: string,
  ) {}

  static async open(): Promise<Site> {
    return Site.#open(null);
  }

  /** Over https; null where no certificate can be made. */
  static async openSecure(): Promise<Site | null> {
    const identity = certificate();
    return identity && Site.#open(identity);
  }

  static async #open(identity: { key: Buffer; cert: Buffer } | null): Promise<Site> {
    if (!existsSync(join(dist, "index.html"))) throw new Error("web/dist is not there: 'make playground' builds it.");
    const server = await serve(identity);
    const browser = await chromium.launch({
      executablePath: chromiumAt(),
      args: [
        ...(identity ? ["--ignore-certificate-errors"] : []),
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
      ],
    });
    return new Site(
      server,
      browser,
      `${identity ? "https" : "http"}://127.0.0.1:${(server.address() as AddressInfo).port}${path}`,
    );
  }

  /** The page at `hash`, with the engine running. */
  async page(hash = "", options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    return this.visit(`${this.address}${hash === "" ? "" : `#${hash}`}`, options);
  }

  /** The page where somebody else serves it. */
  async visit(address: string, options: Parameters<Browser["newContext"]>[0] = {}): Promise<Page> {
    const context: BrowserContext = await this.browser.newContext({
      viewport: { width: 1400, height: 1000 },
      acceptDownloads: true,
      ...options,
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    page.on(
      "console",
      (message) => ["error", "warning"].includes(message.type()) && this.complaints.push(message.text()),
    );
    page.on("pageerror", (error) => this.complaints.push(String(error.stack)));
    page.on("request", (request) => {
      if (!request.url().startsWith(new URL(".", address).href) && !request.url().startsWith("blob:"))
        this.complaints.push(`asked for ${request.url()}`);
    });
    await page.goto(address);
    await page.waitForSelector("html[data-ready]");
    return page;
  }

  /** From now on nobody answers. */
  stopServing(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  async close(): Promise<void> {
    await this.browser.close();
    this.server.close();
  }
}

export async function epoch(page: Page): Promise<number> {
  return Number((await page.locator("#epoch").innerText()).replaceAll(/\s/g, ""));
}

export async function trainLoss(page: Page): Promise<number> {
  return Number((await page.locator("#train-loss").innerText()).replace("−", "-"));
}

/** Share of the training points that are right. */
export async function trainAccuracy(page: Page): Promise<number> {
  return parseFloat(await page.locator(".score-block .right").first().innerText()) / 100;
}

export async function pause(page: Page): Promise<void> {
  const button = page.getByRole("button", { name: "Pause", exact: true });
  if (await button.count()) await button.click();
  await page.getByRole("button", { name: "Play", exact: true }).waitFor();
}

/** The error that the page shows. */
export async function shownError(page: Page): Promise<string> {
  return page.locator(".toast.error p").last().innerText();
}

export async function downloaded(page: Page, press: () => Promise<void>): Promise<Buffer> {
  const [download] = await Promise.all([page.waitForEvent("download"), press()]);
  return readFileSync(await download.path());
}
