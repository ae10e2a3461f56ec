using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using EcaTools.PracticeOrg.Rest;
using EcaTools.PracticeOrg.World;

namespace EcaTools.PracticeOrg.Soql;

/// <summary>Answers a query over rows. It knows no org: rows come from the function it is given.</summary>
internal sealed class SoqlEngine(Func<string, IReadOnlyList<Row>> rowsOf)
{
    private readonly Dictionary<string, Dictionary<string, Row>> _parents = new(StringComparer.Ordinal);

    /// <exception cref="RestException">INVALID_TYPE or INVALID_FIELD.</exception>
    public SoqlResult Run(SoqlQuery query, bool tooling)
    {
        SObjectDefinition target = SObjectTable.Find(query.From, tooling) ?? throw UnknownObject(query.From);
        ImmutableArray<BoundField> fields = [.. query.Fields.Select(f => Bind(target, f))];
        Func<Row, bool> filter = query.Where is null ? _ => true : Compile(target, query.Where);
        var order = query.OrderBy.Select(o => (Field: Bind(target, o.Field), Order: o)).ToList();

        IEnumerable<Row> rows = rowsOf(target.Name).Where(filter);
        if (order.Count > 0)
        {
            rows = rows.Order(Comparer<Row>.Create((a, b) => Compare(a, b, order)));
        }

        rows = rows.Skip(query.Offset);
        int? most = target.MaximumRows is { } cap && (query.Limit ?? int.MaxValue) > cap ? cap : query.Limit;
        ImmutableArray<Row> result = [.. most is { } limit ? rows.Take(limit) : rows];
        return new SoqlResult(target, fields, result, FindParent);
    }

    private static RestException UnknownObject(string name) => new(400, "INVALID_TYPE",
        $"sObject type '{name}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. Please reference your WSDL or the describe call for the appropriate names.");

    private static BoundField Bind(SObjectDefinition target, string path)
    {
        SObjectDefinition current = target;
        string[] names = path.Split('.');

        // SOQL allows the object's own name in front: User.Name FROM User.
        int start = names.Length > 1 && names[0].Equals(target.Name, StringComparison.OrdinalIgnoreCase) && target.Relationship(names[0]) is null ? 1 : 0;
        ImmutableArray<SObjectField>.Builder steps = ImmutableArray.CreateBuilder<SObjectField>();
        for (int i = start; i < names.Length - 1; i++)
        {
            SObjectField step = current.Relationship(names[i]) ?? throw new RestException(400, "INVALID_FIELD",
                $"Didn't understand relationship '{names[i]}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. Please reference your WSDL or the describe call for the appropriate names.");
            steps.Add(step);
            current = SObjectTable.Find(step.ReferenceTo!, tooling: true)
                ?? throw new InvalidOperationException($"The schema points at {step.ReferenceTo}, which it does not define.");
        }

        SObjectField field = current.Field(names[^1]) ?? throw new RestException(400, "INVALID_FIELD",
            $"No such column '{names[^1]}' on entity '{current.Name}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. Please reference your WSDL or the describe call for the appropriate names.");
        return new BoundField(steps.ToImmutable(), field);
    }

    private static object? Coerce(SObjectField field, SoqlLiteral literal)
    {
        bool fits = literal.Value switch
        {
            null => true,
            string => field.Type is "string" or "id" or "reference",
            bool => field.Type == "boolean",
            decimal => field.Type == "int",
            _ => field.Type == "datetime",
        };
        if (!fits)
        {
            string advice = literal.Value is string ? "should not be enclosed in quotes" : "should be enclosed in quotes";
            throw new RestException(400, "INVALID_FIELD", field.Type is "string" or "id" or "reference" || literal.Value is string
                ? $"value of filter criterion for field '{field.Name}' must be of type {field.Type} and {advice}"
                : $"value of filter criterion for field '{field.Name}' must be of type {field.Type}");
        }

        if (field.IsId && literal.Value is string id)
        {
            return SalesforceId.Normalise(id)
                ?? throw new RestException(400, "INVALID_QUERY_FILTER_OPERATOR", $"invalid ID field: {id}");
        }

        return literal.Value is string text ? text.Replace(SoqlLexer.EscapeMark.ToString(), "", StringComparison.Ordinal) : literal.Value;
    }

    private static int CompareValues(object? left, object? right) => (left, right) switch
    {
        (null, null) => 0,
        (null, _) => -1,
        (_, null) => 1,
        (string a, string b) => string.Compare(a, b, StringComparison.OrdinalIgnoreCase),
        (bool a, bool b) => a.CompareTo(b),
        (decimal a, decimal b) => a.CompareTo(b),
        (DateTimeOffset a, DateTimeOffset b) => a.CompareTo(b),
        _ => throw new InvalidOperationException($"A row holds a {left.GetType().Name} where the schema says {right.GetType().Name}."),
    };

    private static bool IsEqual(SObjectField field, object? value, object? literal) => field.IsId
        ? string.Equals(value as string, literal as string, StringComparison.Ordinal)
        : CompareValues(value, literal) == 0;

    private static Regex Like(string pattern)
    {
        StringBuilder regex = new(@"\A");
        for (int i = 0; i < pattern.Length; i++)
        {
            switch (pattern[i])
            {
                case '%':
                    regex.Append(".*");
                    break;
                case '_':
                    regex.Append('.');
                    break;
                case SoqlLexer.EscapeMark when i + 1 < pattern.Length:
                    regex.Append(Regex.Escape(pattern[++i].ToString(CultureInfo.InvariantCulture)));
                    break;
                default:
                    regex.Append(Regex.Escape(pattern[i].ToString(CultureInfo.InvariantCulture)));
                    break;
            }
        }

        return new Regex(regex.Append(@"\z").ToString(), RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.Singleline | RegexOptions.NonBacktracking);
    }

    private Func<Row, bool> Compile(SObjectDefinition target, SoqlCondition condition)
    {
        switch (condition)
        {
            case SoqlCondition.And(var left, var right):
                (Func<Row, bool> a, Func<Row, bool> b) = (Compile(target, left), Compile(target, right));
                return row => a(row) && b(row);
            case SoqlCondition.Or(var left, var right):
                (Func<Row, bool> c, Func<Row, bool> d) = (Compile(target, left), Compile(target, right));
                return row => c(row) || d(row);
            case SoqlCondition.Not(var inner):
                Func<Row, bool> e = Compile(target, inner);
                return row => !e(row);
            case SoqlCondition.In(var name, var values, var negated):
                BoundField among = Bind(target, name);
                object?[] list = [.. values.Select(v => Coerce(among.Field, v))];
                return row => list.Any(v => IsEqual(among.Field, among.Read(row, FindParent), v)) != negated;
            case SoqlCondition.Compare compare:
                return CompileComparison(Bind(target, compare.Field), compare);
            default:
                throw new InvalidOperationException($"A condition of the kind {condition.GetType().Name} has no meaning here.");
        }
    }

    private Func<Row, bool> CompileComparison(BoundField field, SoqlCondition.Compare compare)
    {
        object? value = compare.Operator == "LIKE" ? compare.Value.Value : Coerce(field.Field, compare.Value);
        if (compare.Operator == "LIKE")
        {
            if (field.Field.Type != "string" || value is not string pattern)
            {
                throw new RestException(400, "INVALID_FIELD", $"invalid operator on {field.Field.Type} field");
            }

            Regex regex = Like(pattern);
            return row => field.Read(row, FindParent) is string text && regex.IsMatch(text);
        }

        if (compare.Operator is "=" or "!=")
        {
            bool wanted = compare.Operator == "=";
            return compare.Value.End is { } end
                ? row => (field.Read(row, FindParent) is DateTimeOffset time && time >= (DateTimeOffset)value! && time < end) == wanted
                : row => IsEqual(field.Field, field.Read(row, FindParent), value) == wanted;
        }

        if (value is null || field.Field.Type is "boolean" or "id" or "reference")
        {
            throw new RestException(400, "INVALID_FIELD", $"invalid operator on {(value is null ? "null" : field.Field.Type)} field");
        }

        // Later than a day is later than its end; not later than a day is before its end.
        object bound = compare.Value.End is { } last && compare.Operator is ">" or "<=" ? compare.Value.End!.Value : value;
        bool isDay = compare.Value.End is not null;
        Func<int, bool> holds = compare.Operator switch
        {
            "<" => c => c < 0,
            "<=" => isDay ? c => c < 0 : c => c <= 0,
            ">" => isDay ? c => c >= 0 : c => c > 0,
            _ => c => c >= 0,
        };
        return row => field.Read(row, FindParent) is { } actual && holds(CompareValues(actual, bound));
    }

    private int Compare(Row left, Row right, List<(BoundField Field, SoqlOrder Order)> order)
    {
        foreach ((BoundField field, SoqlOrder rule) in order)
        {
            object? a = field.Read(left, FindParent);
            object? b = field.Read(right, FindParent);
            if (a is null || b is null)
            {
                if (a is not null || b is not null)
                {
                    return a is null == rule.NullsLast ? 1 : -1;
                }

                continue;
            }

            int result = CompareValues(a, b);
            if (result != 0)
            {
                return rule.IsDescending ? -result : result;
            }
        }

        return 0;
    }

    private Row? FindParent(string sObject, string id)
    {
        if (!_parents.TryGetValue(sObject, out Dictionary<string, Row>? byId))
        {
            byId = rowsOf(sObject).Where(r => r.Text("Id") is not null).ToDictionary(r => r.Text("Id")!, StringComparer.Ordinal);
            _parents[sObject] = byId;
        }

        return byId.GetValueOrDefault(id);
    }
}
