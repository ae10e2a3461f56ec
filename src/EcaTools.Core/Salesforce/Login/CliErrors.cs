namespace EcaTools.Core.Salesforce.Login;

/// <summary>The errors of asking the Salesforce CLI.</summary>
internal static class CliErrors
{
    public static EcaException CliNotFound() =>
        ProgramErrors.ProgramNotFound(
            "The Salesforce CLI (sf) is not on the PATH.",
            "Install it (npm install --global @salesforce/cli), add its folder to PATH, or connect in "
                + "another way: see Get-Help Connect-EcaOrg."
        );

    public static EcaException CliAliasNotFound(string alias, string said) =>
        ProgramErrors.ProgramFailed(
            $"The Salesforce CLI is not logged in to an org '{alias}'. {said}",
            "Run 'sf org list' to see the orgs, and 'sf org login web --alias <alias>' to log in to one.",
            target: alias
        );

    public static EcaException CliFailed(string command, string said) =>
        ProgramErrors.ProgramFailed(
            $"'sf {command}' failed: {said}",
            "Run the command in a terminal. 'sf update' brings a newer CLI; 'sf org login web' logs in again.",
            target: command
        );

    public static EcaException CliTimedOut(string command, TimeSpan timeout) =>
        ProgramErrors.ProgramFailed(
            $"'sf {command}' did not end within {timeout.TotalSeconds:0} s and was stopped.",
            "Run it in a terminal to see what it waits for: a first start, an update or a keychain's question.",
            target: command
        );

    public static EcaException CliUnexpectedResponse(string command, string reason) =>
        ProgramErrors.ProgramFailed(
            $"'sf {command} --json' wrote something that is not understood: {reason}. None of it is "
                + $"shown, because it may hold a token.",
            "Run 'sf version' and 'sf update'. What is wanted is the Salesforce CLI as sf, not sfdx.",
            target: command
        );
}
