namespace EcaTools.Core.Cutover.Watching;

/// <summary>The errors of watching a cutover.</summary>
internal static class WatchErrors
{
    public static EcaException WebhookNotSecure() =>
        ParameterErrors.InsecureUrl(
            "The URL of the webhook is not an https URL, so nothing was sent to it.",
            "Give the https URL that Slack or Teams shows for the webhook. http is allowed to this machine alone."
        );

    public static EcaException WebhookFailed(string host, string reason, Exception? cause = null) =>
        new(
            EcaErrorCategory.ConnectionError,
            $"The alert could not be sent to the webhook at {host}: {reason}",
            "Check that the webhook still exists and that this machine can reach it. The watch goes on.",
            cause,
            host
        );
}
