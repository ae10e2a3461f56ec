namespace EcaTools.Core.Cutover.Watching;

/// <summary>The form of the JSON that a webhook gets.</summary>
public enum WebhookFormat
{
    /// <summary>By the host: Slack for hooks.slack.com, Teams for hosts of Microsoft, else Json.</summary>
    Auto,

    /// <summary>The alert as it is, with its text.</summary>
    Json,

    /// <summary>A message of a Slack incoming webhook.</summary>
    Slack,

    /// <summary>A message with an adaptive card, as a workflow of Microsoft Teams takes it.</summary>
    Teams,
}
