// A panel that fails says so in its own place and can be tried again; the others live on.

import i18next from "i18next";
import { Children, Component, type ReactNode } from "react";

interface Props {
  /** What it is of: of another, it is tried anew by itself. */
  of?: unknown;
  children: ReactNode;
}

export class PanelBoundary extends Component<Props, { reason: string | null }> {
  override state: { reason: string | null } = { reason: null };

  static getDerivedStateFromError(error: unknown): { reason: string } {
    return { reason: error instanceof Error ? error.message : String(error) };
  }

  override componentDidUpdate(before: Props): void {
    if (this.state.reason !== null && before.of !== this.props.of) this.setState({ reason: null });
  }

  override render(): ReactNode {
    const { reason } = this.state;
    if (reason === null) return this.props.children;
    return (
      <section className="panel panel-failed" role="alert">
        <p>{i18next.t("panel.failed")}</p>
        <p className="quiet">{reason}</p>
        <button type="button" className="ghost" onClick={() => this.setState({ reason: null })}>
          {i18next.t("panel.again")}
        </button>
      </section>
    );
  }
}

/** Each child within a boundary of its own: for wherever panels are laid out side by side. */
export function Panels({ of, children }: Props) {
  return Children.map(children, (child) =>
    child === null || typeof child === "boolean" ? null : <PanelBoundary of={of}>{child}</PanelBoundary>,
  );
}
