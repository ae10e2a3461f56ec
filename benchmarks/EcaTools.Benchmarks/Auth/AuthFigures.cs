using System.Globalization;

namespace EcaTools.Benchmarks.Auth;

/// <summary>What every program of the comparison must come to.</summary>
/// <param name="Groups">How many groups of an app and an hour there are.</param>
/// <param name="Requests">How many requests.</param>
/// <param name="Unauthorized">HTTP 401.</param>
/// <param name="Forbidden">HTTP 403.</param>
/// <param name="ServerErrors">HTTP 5xx, timeouts among them.</param>
/// <param name="Users">Different users, summed up over the groups.</param>
internal sealed record AuthFigures(
    long Groups,
    long Requests,
    long Unauthorized,
    long Forbidden,
    long ServerErrors,
    long Users
)
{
    public string ToLine() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{Groups},{Requests},{Unauthorized},{Forbidden},{ServerErrors},{Users}"
        );
}
