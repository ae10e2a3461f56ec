using System.Globalization;
using System.Text.RegularExpressions;

namespace EcaTools.Core.Salesforce.Http;

/// <summary>What the org's daily API limit stood at, from the <c>Sforce-Limit-Info</c> header of a REST
/// answer.</summary>
/// <param name="Used">Requests used in the last 24 hours.</param>
/// <param name="Max">Requests allowed in 24 hours.</param>
/// <param name="AppUsed">Requests used by this connected or external client app, where the org says so.</param>
/// <param name="AppMax">Requests allowed to this app, where the org says so.</param>
/// <param name="AppName">The app's name, where the org says so.</param>
public sealed partial record ApiUsage(
    int Used,
    int Max,
    int? AppUsed = null,
    int? AppMax = null,
    string? AppName = null
)
{
    /// <summary>Reads <c>api-usage=25/15000; per-app-api-usage=17/250(appName=sample)</c>; null where the first part is
    /// not there.</summary>
    public static ApiUsage? Parse(string? header)
    {
        if (
            header is null
            || OrgPart().Match(header) is not { Success: true } org
            || Number(org, "used") is not { } used
            || Number(org, "max") is not { } max
        )
        {
            return null;
        }

        Match app = AppPart().Match(header);
        return app.Success
            ? new ApiUsage(used, max, Number(app, "used"), Number(app, "max"), app.Groups["app"].Value)
            : new ApiUsage(used, max);
    }

    private static int? Number(Match match, string group) =>
        int.TryParse(match.Groups[group].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : null;

    [GeneratedRegex(
        @"(?<![\w-])api-usage=(?<used>\d+)/(?<max>\d+)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex OrgPart();

    [GeneratedRegex(
        @"per-app-api-usage=(?<used>\d+)/(?<max>\d+)\(appName=(?<app>[^)]*)\)",
        RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture,
        1000
    )]
    private static partial Regex AppPart();
}
