using EcaTools.PracticeOrg.Soql.Syntax;
using EcaTools.PracticeOrg.Traffic;
using EcaTools.PracticeOrg.Values;

namespace EcaTools.PracticeOrg.Org;

/// <summary>The hours and users outside of which a condition holds for no login, so that a query about a few of them
/// does not make up a month of all.</summary>
/// <param name="FromHour">The first hour of the window.</param>
/// <param name="ToHour">The hour after the last.</param>
/// <param name="Users">The ids of the users; null for all.</param>
internal sealed record LoginBounds(int FromHour, int ToHour, IReadOnlySet<string>? Users)
{
    private const int IdLength = 18;

    private static readonly LoginBounds s_none = new(0, int.MaxValue, Users: null);

    /// <summary>The bounds of a condition; none if it has nothing that narrows.</summary>
    public static LoginBounds Of(SoqlCondition? where, TrafficWindow window) =>
        where switch
        {
            SoqlCondition.And(var left, var right) => Of(left, window).And(Of(right, window)),
            SoqlCondition.Compare({ Function: null } operand, var sign, { Value: DateTimeOffset time } value)
                when Is(operand, "LoginTime") => new LoginBounds(
                sign is ">" or ">=" or "=" ? window.HourOf(time) : 0,
                sign is "<" or "<=" or "=" ? window.HourOf(value.End ?? time) + 1 : int.MaxValue,
                Users: null
            ),
            SoqlCondition.Compare({ Function: null } operand, "=", { Value: string { Length: IdLength } user })
                when Is(operand, "UserId") => s_none with
            {
                Users = Set([user]),
            },
            SoqlCondition.In({ Function: null } operand, var values, IsNegated: false)
                when Is(operand, "UserId") && values.All(value => value.Value is string { Length: IdLength }) =>
                s_none with
                {
                    Users = Set(values.Select(value => (string)value.Value!)),
                },
            _ => s_none,
        };

    /// <summary>The logins within the bounds.</summary>
    public IEnumerable<Row> Logins(TrafficLog traffic) => traffic.Logins(FromHour, ToHour, Users);

    private LoginBounds And(LoginBounds other) =>
        new(Math.Max(FromHour, other.FromHour), Math.Min(ToHour, other.ToHour), Users ?? other.Users);

    private static bool Is(SoqlExpression operand, string field) =>
        string.Equals(operand.Field, field, StringComparison.OrdinalIgnoreCase);

    private static HashSet<string> Set(IEnumerable<string> users) => new(users, StringComparer.Ordinal);
}
