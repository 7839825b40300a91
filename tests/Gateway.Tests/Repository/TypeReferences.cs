using System.Reflection;
using System.Reflection.Emit;

namespace Downstream.Gateway.Tests.Repository;

/// <summary>What the types of a compiled assembly use of each other: in signatures, attributes and the code itself.</summary>
internal static class TypeReferences
{
    private const BindingFlags All = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance | BindingFlags.DeclaredOnly;

    private static readonly Dictionary<int, OpCode> OpCodesByValue = typeof(OpCodes).GetFields()
        .Select(field => (OpCode)field.GetValue(null)!)
        .ToDictionary(code => (int)(ushort)code.Value);

    /// <summary>Every use, as it was compiled: no alias and no global using hides one. Constants leave no trace in here.</summary>
    public static IEnumerable<(Type User, Type Used)> In(Assembly assembly) => assembly.GetTypes()
        .SelectMany(user => Of(user).SelectMany(Parts).Where(used => used.Assembly == assembly).Select(used => (Outermost(user), Outermost(used))))
        .Distinct();

    private static IEnumerable<Type> Of(Type type) =>
    [
        .. type.BaseType is { } parent ? [parent] : Type.EmptyTypes,
        .. type.GetInterfaces(),
        .. type.IsGenericTypeDefinition ? type.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()) : [],
        .. AttributesOf(type),
        .. type.GetFields(All).SelectMany(field => AttributesOf(field).Append(field.FieldType)),
        .. type.GetProperties(All).SelectMany(AttributesOf),
        .. type.GetMethods(All).SelectMany(Of),
        .. type.GetConstructors(All).SelectMany(Of),
    ];

    private static IEnumerable<Type> Of(MethodBase method) =>
    [
        .. method is MethodInfo { ReturnType: var returned } ? [returned] : Type.EmptyTypes,
        .. method.IsGenericMethodDefinition ? method.GetGenericArguments().SelectMany(argument => argument.GetGenericParameterConstraints()) : [],
        .. method.GetParameters().Select(parameter => parameter.ParameterType),
        .. AttributesOf(method),
        .. method.GetMethodBody() is { } body ? [.. body.LocalVariables.Select(local => local.LocalType), .. InCode(method, body)] : Type.EmptyTypes,
    ];

    private static IEnumerable<Type> AttributesOf(MemberInfo member) => member.GetCustomAttributesData().SelectMany(data => data.ConstructorArguments
        .Concat(data.NamedArguments.Select(argument => argument.TypedValue))
        .Select(argument => argument.Value)
        .OfType<Type>()
        .Append(data.AttributeType));

    private static IEnumerable<Type> InCode(MethodBase method, MethodBody body)
    {
        var (module, code) = (method.Module, body.GetILAsByteArray()!);
        var ofType = method.DeclaringType!.IsGenericType ? method.DeclaringType.GetGenericArguments() : null;
        var ofMethod = method.IsGenericMethod ? method.GetGenericArguments() : null;
        for (var at = 0; at < code.Length;)
        {
            int value = code[at++];
            if (value == 0xFE)
                value = (value << 8) | code[at++];

            var operand = OpCodesByValue[value].OperandType;
            if (operand is OperandType.InlineField or OperandType.InlineMethod or OperandType.InlineTok or OperandType.InlineType)
            {
                foreach (var used in Of(module.ResolveMember(BitConverter.ToInt32(code, at), ofType, ofMethod)!))
                    yield return used;
            }

            at += operand switch
            {
                OperandType.InlineNone => 0,
                OperandType.ShortInlineBrTarget or OperandType.ShortInlineI or OperandType.ShortInlineVar => 1,
                OperandType.InlineVar => 2,
                OperandType.InlineI8 or OperandType.InlineR => 8,
                OperandType.InlineSwitch => 4 + (4 * BitConverter.ToInt32(code, at)),
                _ => 4,
            };
        }
    }

    private static IEnumerable<Type> Of(MemberInfo used) => used switch
    {
        Type type => [type],
        MethodInfo method => [.. method.DeclaringType is { } owner ? [owner] : Type.EmptyTypes, method.ReturnType, .. method.GetGenericArguments()],
        FieldInfo field => [field.DeclaringType!, field.FieldType],
        _ => [used.DeclaringType!],
    };

    /// <summary>The type and what it is made of: the elements of an array, the arguments of a generic one.</summary>
    private static IEnumerable<Type> Parts(Type type) => type.HasElementType
        ? Parts(type.GetElementType()!)
        : [.. type.IsGenericType ? type.GetGenericArguments().SelectMany(Parts) : [], .. type.IsGenericParameter ? [] : new[] { type }];

    /// <summary>The type that a file declares, of what the compiler or an author nested in it.</summary>
    private static Type Outermost(Type type) => type.DeclaringType is { } owner ? Outermost(owner) : type;
}
