// A panel that fails says so in its own place and can be tried again; the others live on.

import i18next from "i18next";
import { Component, type ReactNode } from "react";

export class PanelBoundary extends Component<{ children: ReactNode }, { reason: string | null }> {
  override state: { reason: string | null } = { reason: null };

  static getDerivedStateFromError(error: unknown): { reason: string } {
    return { reason: error instanceof Error ? error.message : String(error) };
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
